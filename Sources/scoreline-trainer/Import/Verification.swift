import JSONBytes
import ModelImport
import ModelTraining
import ScoringModel

/// Whether an import was held against the library's own predictions, and what to run where it was not.
struct Verification {
    private let proof: GoldenProof?
    private let imported: ImportedModel

    init(_ proof: GoldenProof?, of imported: ImportedModel) {
        self.proof = proof
        self.imported = imported
    }

    var text: String {
        if let proof {
            return "verified: \(proof.columns.joined(separator: ", ")) of \(proof.rowCount) rows, largest difference "
                + "\(DecimalNumber.shortest(proof.largestDifference)), allowed \(DecimalNumber.shortest(Float(proof.allowed)))\n"
        }
        return """
            not verified: without --golden nothing shows that Scoreline and \(imported.source.library) agree. In Python run
            \(script)
            and import again with --golden golden.csv; docs/import.md has more.

            """
    }

    /// Columns of a `frame` with a column per feature become a golden CSV.
    private var script: String {
        let groups = imported.predictor.groupCount
        let names = groups == 1 ? #"frame["margin"]"# : #"frame[[f"margin_{i}" for i in range(\#(groups))]]"#
        let lines: [String]
        switch imported.source.library {
        case "xgboost":
            lines = ["\(names) = booster.predict(xgboost.DMatrix(frame), output_margin=True\(iterationRange))"]
        case "lightgbm": lines = ["\(names) = booster.predict(frame, raw_score=True)"]
        default:
            lines = [
                #"outputs = onnxruntime.InferenceSession("model.onnx").run(None, inputs)"#,
                "frame[…] = outputs[-1]  # prediction, or prediction_0, prediction_1 …",
            ]
        }
        return (lines + [#"frame.to_csv("golden.csv", index=False)"#]).map { "    \($0)" }.joined(separator: "\n")
    }

    private var iterationRange: String {
        let range = imported.iterationRange
        guard range != 0..<imported.iterationCount else { return "" }
        return ", iteration_range=(\(range.lowerBound), \(range.upperBound))"
    }

    /// For the JSON document.
    var members: [JSONValue.Member] {
        guard let proof else { return [] }
        return [
            .init(
                "golden_check",
                .object([
                    .init("rows", .integer(proof.rowCount)),
                    .init("columns", .array(proof.columns.map { .string($0) })),
                    .init("largest_difference", .number(proof.largestDifference)),
                    .init("allowed", .number(proof.allowed)),
                ]))
        ]
    }
}
