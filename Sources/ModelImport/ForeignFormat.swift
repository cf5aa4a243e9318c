/// What a file is by its first bytes.
enum ForeignFormat: Equatable {
    case json
    case ubjson
    /// Another kind of file; the sentence says which and what to export instead.
    case refused(String)

    static let export = "export it with booster.save_model(\"model.json\")"

    init(_ bytes: [UInt8]) {
        let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        guard let start = bytes.firstIndex(where: { !space.contains($0) }) else {
            self = .refused("the file is empty")
            return
        }
        if bytes.starts(with: Array("{L".utf8)) {
            self = .ubjson
        } else if bytes[start] == UInt8(ascii: "{") {
            self = .json
        } else if bytes[start] == UInt8(ascii: "[") {
            self = .refused(
                "this is a JSON array, as Booster.dump_model and get_dump write; it lacks the base score and the "
                    + "objective: \(Self.export)")
        } else if let sentence = Self.signatures.first(where: { bytes.starts(with: $0.start) })?.sentence {
            self = .refused(sentence)
        } else {
            let shown = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
            self = .refused(
                "this is neither XGBoost JSON nor UBJSON, it starts with the bytes \(shown) (hexadecimal): \(Self.export)"
            )
        }
    }

    private static let pickle =
        "this is a Python pickle, which can run code and is never opened: load it in Python and \(export)"
    private static let lightGBM = "this is a LightGBM model; only XGBoost models can be imported"

    private static let signatures: [(start: [UInt8], sentence: String)] = [
        (
            Array("binf".utf8),
            "this is XGBoost's old binary format: load it with XGBoost 3.0 or older and \(export)"
        ),
        ([0x80, 2], pickle), ([0x80, 3], pickle), ([0x80, 4], pickle), ([0x80, 5], pickle),
        (Array("ccopy_reg\n".utf8), pickle), (Array("cxgboost.".utf8), pickle),
        (
            Array("booster[".utf8),
            "this is the text of Booster.dump_model, which lacks the base score and the objective: \(export)"
        ),
        (Array("tree\n".utf8), lightGBM), (Array("tree\r\n".utf8), lightGBM),
        (Array("CBM1".utf8), "this is a CatBoost model; only XGBoost models can be imported"),
        ([0x1F, 0x8B], "this file is compressed with gzip: unpack it first"),
        (Array("PK\u{3}\u{4}".utf8), "this is a zip archive: unpack it first"),
        ([0xEF, 0xBB, 0xBF], "this file starts with a byte order mark, which a model file never has: \(export)"),
    ]
}
