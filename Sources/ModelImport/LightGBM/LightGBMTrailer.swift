/// What stands behind the trees: the parameters of the training, and what the Python package adds.
struct LightGBMTrailer {
    /// Of the training's parameters those that are asked for here, as texts.
    private(set) var parameters: [String: String] = [:]
    /// The JSON of `pandas_categorical`.
    private(set) var pandasCategories: Range<Int>?

    private static let parameterNames: Set<String> = [
        "categorical_feature", "early_stopping_round", "precise_float_parser",
    ]
    private static let pandasKey = "pandas_categorical:"

    init(_ bytes: [UInt8], _ lines: inout LightGBMLines) throws(ModelImportError) {
        while let line = lines.next() {
            if bytes[line].elementsEqual("parameters:".utf8) {
                try skip(to: "end of parameters", bytes, &lines)
            } else if bytes[line].elementsEqual("parser:".utf8) {
                try skip(to: "end of parser", bytes, &lines)
            } else if bytes[line].starts(with: Self.pandasKey.utf8) {
                guard pandasCategories == nil else {
                    throw ModelImportError("the file has the line pandas_categorical twice")
                }
                pandasCategories = line.lowerBound + Self.pandasKey.utf8.count..<line.upperBound
            }
        }
    }

    private mutating func skip(
        to last: String, _ bytes: [UInt8], _ lines: inout LightGBMLines
    ) throws(ModelImportError) {
        while let line = lines.next() {
            if bytes[line].elementsEqual(last.utf8) { return }
            // Long lines are lists of files and the like.
            guard bytes[line].first == UInt8(ascii: "["), bytes[line].last == UInt8(ascii: "]"), line.count < 1 << 20,
                let colon = bytes[line].prefix(64).firstIndex(of: UInt8(ascii: ":"))
            else { continue }
            let name = String(decoding: bytes[line.lowerBound + 1..<colon], as: UTF8.self)
            guard Self.parameterNames.contains(name) else { continue }
            let value = String(decoding: bytes[colon + 1..<line.upperBound - 1], as: UTF8.self)
            parameters[name] = String(value.drop { $0 == " " })
        }
        throw ModelImportError("the file ends before its line \"\(last)\": it was cut")
    }
}
