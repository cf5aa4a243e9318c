extension ForeignFormat {
    static let export = #"export it with booster.save_model("model.json")"#
    private static let exportLightGBM = #"export it with booster.save_model("model.txt")"#
    private static let exportCatBoost = #"export it with model.save_model("model.onnx", format="onnx")"#
    private static let exportSklearn = "convert it with skl2onnx.to_onnx(model, X[:1])"
    private static let networks =
        "of neural networks only small ones in ONNX can be imported, see docs/import.md: "

    static let lightGBMDump =
        "this is LightGBM's Booster.dump_model, which lacks what save_model writes: \(exportLightGBM)"
    static let catBoostJSON = "this is a CatBoost model: \(exportCatBoost)"

    /// Which kind of file this is, of those that can't be imported.
    static func refusal(_ bytes: ArraySlice<UInt8>) -> String? {
        if let sentence = signatures.first(where: { bytes.starts(with: $0.start) })?.sentence { return sentence }
        switch true {
        case isPickle(bytes): return pickle(bytes)
        case bytes.starts(with: Array("PK\u{3}\u{4}".utf8)): return zip(bytes)
        case compressions.contains { bytes.starts(with: $0) }:
            return "this file is compressed, as joblib writes pickles and R its objects: \(advice(for: bytes))"
        case isSafetensors(bytes): return safetensors(bytes)
        case isXGBoostBinary(bytes): return oldXGBoost
        case isDumpedTree(bytes): return dumpText
        case bytes.first == UInt8(ascii: "["):
            return "this is a JSON array, as Booster.dump_model and get_dump write; it lacks the base score and the "
                + "objective: \(export)"
        case bytes.dropFirst(4).starts(with: Array("TFL3".utf8)):
            return "this is a TensorFlow Lite model: \(networks)\(convertTensorFlow)"
        case bytes.first == UInt8(ascii: "<"): return xml(bytes)
        default: return nil
        }
    }

    private static let oldXGBoost =
        "this is XGBoost's old binary format: load it with XGBoost 3.0 or older and \(export)"
    private static let dumpText =
        "this is the text of Booster.dump_model, which lacks the base score and the objective: \(export)"
    private static let convertTensorFlow = "convert it with tf2onnx"

    private static let signatures: [(start: [UInt8], sentence: String)] = [
        (Array("binf".utf8), oldXGBoost), (Array("bs64".utf8), oldXGBoost),
        (Array("booster[".utf8), dumpText),
        (Array("digraph".utf8), "this is a drawing of a tree: \(export)"),
        (Array("CBM1".utf8), "this is a CatBoost model: \(exportCatBoost)"),
        ([0x1F, 0x8B], "this file is compressed with gzip: unpack it first"),
        (Array("GGUF".utf8), "this is a GGUF file, a language model: there is no import of those"),
        (
            [0x89] + Array("HDF\r\n".utf8),
            "this is an HDF5 file, as Keras writes models: \(networks)\(convertTensorFlow)"
        ),
        // Of both the first field is a version; TensorFlow's is 1, and a message follows where ONNX has a text.
        ([0x08, 0x01, 0x12], "this is a TensorFlow SavedModel: \(networks)\(convertTensorFlow)"),
        (Array("PAR1".utf8), "this is a table (Parquet), no model"),
        ([0xEF, 0xBB, 0xBF], "this file starts with a byte order mark, which a model file never has: \(export)"),
    ]

    /// zlib, bzip2, xz, lzma, lz4 and zstd, as `joblib.dump(…, compress=…)` offers them.
    private static let compressions: [[UInt8]] = [
        [0x78, 0x01], [0x78, 0x5E], [0x78, 0x9C], [0x78, 0xDA], Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A],
        [0x5D, 0x00, 0x00, 0x80, 0x00], [0x04, 0x22, 0x4D, 0x18], [0x28, 0xB5, 0x2F, 0xFD],
    ]

    // MARK: Kinds

    private static func isPickle(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let second = bytes.dropFirst().first else { return false }
        if first == 0x80 { return (2...5).contains(second) }
        return ["ccopy_reg\n", "cxgboost.", "clightgbm.", "csklearn.", "c__main__\n"].contains {
            bytes.starts(with: Array($0.utf8))
        }
    }

    private static func pickle(_ bytes: ArraySlice<UInt8>) -> String {
        "this is a Python pickle, which can run code and is never opened: load it in Python and \(advice(for: bytes))"
    }

    /// The export call of the library that a file names.
    private static func advice(for bytes: ArraySlice<UInt8>) -> String {
        if bytes.mentions("lightgbm") { return exportLightGBM }
        if bytes.mentions("catboost") { return exportCatBoost }
        if bytes.mentions("xgboost") { return export }
        if bytes.mentions("sklearn") { return exportSklearn }
        return "\(export) (XGBoost) or booster.save_model(\"model.txt\") (LightGBM), or convert it with "
            + "skl2onnx.to_onnx(model, X[:1]) (scikit-learn)"
    }

    private static func zip(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.mentions("data.pkl") {
            return "this is a PyTorch model, which can run code and is never opened: \(networks)export it with "
                + "torch.onnx.export"
        }
        if bytes.mentions("model.weights.h5") || bytes.mentions("config.json") {
            return "this is a Keras model: \(networks)\(convertTensorFlow)"
        }
        if bytes.mentions("schema.json") { return "this is a skops file of scikit-learn: \(exportSklearn)" }
        return "this is a zip archive: unpack it first"
    }

    /// A length of 64 bits, little-endian, and JSON.
    private static func isSafetensors(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count > 9, bytes.dropFirst(8).first == UInt8(ascii: "{") else { return false }
        return bytes.dropFirst(4).prefix(4).allSatisfy { $0 == 0 }
    }

    private static func safetensors(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.mentions("scoreline-model/") {
            return "this is a model of Scoreline already: publish it with scoreline models publish"
        }
        return
            "this is a safetensors file, which holds weights and does not say what to compute with them: convert the "
            + "model to ONNX"
    }

    /// Before 3.1 XGBoost's default format began with 136 bytes of numbers, then the objective's name behind its length.
    private static func isXGBoostBinary(_ bytes: ArraySlice<UInt8>) -> Bool {
        let rest = bytes.dropFirst(136)
        guard let length = rest.first, (8...64).contains(length) else { return false }
        return rest.dropFirst().prefix(7).allSatisfy { $0 == 0 }
            && rest.dropFirst(8).prefix(Int(length)).contains(UInt8(ascii: ":"))
    }

    /// `0:[f0<1.5] yes=1,no=2,missing=1` or `0:leaf=0.5`.
    private static func isDumpedTree(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.starts(with: Array("0:[".utf8)) || bytes.starts(with: Array("0:leaf=".utf8))
    }

    private static func xml(_ bytes: ArraySlice<UInt8>) -> String {
        let format = bytes.mentions("<PMML") ? "a PMML model" : "XML"
        return "this is \(format), which can't be imported: export the model from the library that trained it, as "
            + "docs/import.md shows"
    }
}
