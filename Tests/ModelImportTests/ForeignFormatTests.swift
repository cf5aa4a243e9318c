import Testing

@testable import ModelImport

@Suite("Kinds of model files")
struct ForeignFormatTests {
    private static let xgboost = #"export it with booster.save_model("model.json")"#
    private static let lightGBM = #"export it with booster.save_model("model.txt")"#
    private static let sklearn = "convert it with skl2onnx.to_onnx(model, X[:1])"
    private static let pickle =
        "this is a Python pickle, which can run code and is never opened: load it in Python and "
    private static let networks = "of neural networks only small ones in ONNX can be imported, see docs/import.md: "

    private static let refusals: [(String, [UInt8], String)] = [
        ("nothing", [], "the file is empty"),
        ("space", Array(" \n".utf8), "the file is empty"),
        (
            "XGBoost's pickle", Array("\u{80}\u{4}cxgboost.core".unicodeScalars.map { UInt8($0.value) }),
            pickle + xgboost
        ),
        ("LightGBM's pickle", [0x80, 5, 0x95] + Array("lightgbm.basic".utf8), pickle + lightGBM),
        ("scikit-learn's pickle", [0x80, 3, 0x63] + Array("sklearn.pipeline".utf8), pickle + sklearn),
        ("an old pickle", Array("ccopy_reg\n_reconstructor\n(cxgboost.core".utf8), pickle + xgboost),
        (
            "joblib", [0x78, 0x9C, 0x01],
            "this file is compressed, as joblib writes pickles and R its objects: \(xgboost) (XGBoost) or "
                + #"booster.save_model("model.txt") (LightGBM), or convert it with skl2onnx.to_onnx(model, X[:1]) "#
                + "(scikit-learn)"
        ),
        (
            "a text dump", Array("booster[0]:\n0:[f0<1] yes=1,no=2".utf8),
            "this is the text of Booster.dump_model, which lacks the base score and the objective: \(xgboost)"
        ),
        (
            "a tree's text", Array("0:[f0<1] yes=1,no=2".utf8),
            "this is the text of Booster.dump_model, which lacks the base score and the objective: \(xgboost)"
        ),
        (
            "a JSON dump", Array("\n[{\"nodeid\":0}]".utf8),
            "this is a JSON array, as Booster.dump_model and get_dump write; it lacks the base score and the objective: "
                + xgboost
        ),
        (
            "CatBoost", Array("CBM1".utf8),
            #"this is a CatBoost model: export it with model.save_model("model.onnx", format="onnx")"#
        ),
        (
            "PMML", Array("<?xml version=\"1.0\"?>\n<PMML xmlns".utf8),
            "this is a PMML model, which can't be imported: export the model from the library that trained it, as "
                + "docs/import.md shows"
        ),
        ("GGUF", Array("GGUF\u{3}".utf8), "this is a GGUF file, a language model: there is no import of those"),
        (
            "HDF5", [0x89] + Array("HDF\r\n\u{1A}\n".utf8),
            "this is an HDF5 file, as Keras writes models: \(networks)convert it with tf2onnx"
        ),
        (
            "TensorFlow", [0x08, 0x01, 0x12, 0xB6, 0x1F],
            "this is a TensorFlow SavedModel: \(networks)convert it with tf2onnx"
        ),
        (
            "PyTorch", Array("PK\u{3}\u{4}….archive/data.pkl".utf8),
            "this is a PyTorch model, which can run code and is never opened: \(networks)export it with torch.onnx.export"
        ),
        (
            "Keras", Array("PK\u{3}\u{4}….config.json".utf8),
            "this is a Keras model: \(networks)convert it with tf2onnx"
        ),
        ("zip", Array("PK\u{3}\u{4}".utf8), "this is a zip archive: unpack it first"),
        ("gzip", [0x1F, 0x8B, 8], "this file is compressed with gzip: unpack it first"),
        (
            "our own",
            [0x40, 0x01, 0, 0, 0, 0, 0, 0] + Array(#"{"__metadata__":{"format":"scoreline-model/1"}}"#.utf8),
            "this is a model of Scoreline already: publish it with scoreline models publish"
        ),
        (
            "safetensors", [0x20, 0x01, 0, 0, 0, 0, 0, 0] + Array(#"{"a":{"dtype":"F32"}}"#.utf8),
            "this is a safetensors file, which holds weights and does not say what to compute with them: convert the model "
                + "to ONNX"
        ),
        (
            "a byte order mark", [0xEF, 0xBB, 0xBF, UInt8(ascii: "{")],
            "this file starts with a byte order mark, which a model file never has: \(xgboost)"
        ),
        (
            "XGBoost's binary",
            [0, 0, 0, 0x3F] + [UInt8](repeating: 0, count: 132) + [15, 0, 0, 0, 0, 0, 0, 0]
                + Array("binary:logistic".utf8),
            "this is XGBoost's old binary format: load it with XGBoost 3.0 or older and \(xgboost)"
        ),
        (
            "none of them", Array("hello".utf8),
            "this is no model of XGBoost (JSON or UBJSON), LightGBM (text) or ONNX, it starts with the bytes 68 65 6c 6c "
                + "(hexadecimal): docs/import.md has the export call for each library"
        ),
    ]

    @Test("a file of another kind is refused by its name, with the call to use instead", arguments: refusals)
    func refused(name: String, bytes: [UInt8], sentence: String) {
        let error = #expect(throws: ModelImportError.self) { try ModelImporter.read(bytes) }
        #expect(error?.description == sentence)
    }

    @Test(
        "the library is found by content, whatever comes first",
        arguments: [
            (Array("{\"learner\"".utf8), ForeignFormat.json), (Array(" {\n".utf8), .json), (Array("{L".utf8), .ubjson),
            (Array("tree\nversion".utf8), .lightGBM), (Array("tree\r\nversion".utf8), .lightGBM),
            ([0x08, 0x0A, 0x12, 0x08], .onnx), ([0x08, 0x08, 0x3A, 0x08], .onnx), ([0x08, 0x0A, 0x42, 0x08], .onnx),
        ])
    func kinds(bytes: [UInt8], format: ForeignFormat) { #expect(ForeignFormat(bytes) == format) }

    @Test("a format that is named must be the file's")
    func named() throws {
        let bytes = Array(ModelText.plain.utf8)
        #expect(try ModelImporter.read(bytes, format: "xgboost") == XGBoostImporter.read(bytes))
        for (format, sentence) in [
            ("onnx", "this is a file of xgboost, not of onnx"),
            ("pmml", "the format pmml is unknown, expected xgboost, lightgbm, onnx"),
        ] {
            let error = #expect(throws: ModelImportError.self) { try ModelImporter.read(bytes, format: format) }
            #expect(error?.description == sentence)
        }
    }
}
