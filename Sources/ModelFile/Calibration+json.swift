import JSONBytes
import ScoringModel

extension Calibration {
    init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers(["method", "slope", "intercept"])
        self.init(
            method: try field["method"].choice(), slope: try field["slope"].number(),
            intercept: try field["intercept"].number())
    }

    var json: JSONValue {
        .object([
            .init("method", .string(method.rawValue)), .init("slope", .number(slope)),
            .init("intercept", .number(intercept)),
        ])
    }
}
