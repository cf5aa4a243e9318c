/// Reads a model file of any library; which one its content says.
package enum ModelImporter {
    /// Names of the formats that are read, by library.
    package static let formats = Format.allCases.map(\.rawValue)

    package static let maximumByteCount = 1 << 30

    enum Format: String, CaseIterable {
        case xgboost
        case lightgbm
        case onnx
    }

    /// Reads the iterations `iterations` of a file; by default those that its library predicts with.
    ///
    /// With one of `formats` the file must be of it.
    package static func read(
        _ bytes: [UInt8], format: String? = nil, iterations: Range<Int>? = nil
    ) throws(ModelImportError) -> ImportedModel {
        try checkSize(bytes)
        let wanted = try format.map { name throws(ModelImportError) in
            guard let format = Format(rawValue: name) else {
                throw ModelImportError(
                    "the format \(name.prefix(40)) is unknown, expected \(formats.joined(separator: ", "))")
            }
            return format
        }
        let found = try self.format(of: bytes, wanted)
        switch found {
        case .xgboost: return try XGBoostImporter.read(bytes, iterations: iterations)
        case .lightgbm: return try LightGBMImporter.read(bytes, iterations: iterations)
        case .onnx: return try ONNXImporter.read(bytes, iterations: iterations)
        }
    }

    private static func format(of bytes: [UInt8], _ wanted: Format?) throws(ModelImportError) -> Format {
        let found: Format
        switch ForeignFormat(bytes) {
        case .json, .ubjson: found = .xgboost
        case .lightGBM: found = .lightgbm
        case .onnx: found = .onnx
        case .refused(let sentence): throw ModelImportError(sentence)
        case .unknown(let sentence):
            // A protobuf message may begin with any of its fields.
            guard wanted == .onnx else { throw ModelImportError(sentence) }
            found = .onnx
        }
        if let wanted, wanted != found {
            throw ModelImportError("this is a file of \(found.rawValue), not of \(wanted.rawValue)")
        }
        return found
    }

    static func checkSize(_ bytes: [UInt8]) throws(ModelImportError) {
        guard bytes.count <= maximumByteCount else {
            throw ModelImportError("the file has \(bytes.count) bytes, expected at most \(maximumByteCount)")
        }
    }
}
