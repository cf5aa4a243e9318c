import ModelFile
import ModelImport
import ScoringEngine
import ScoringModel
import TestSupport

extension FuzzSubject {
    /// Model files, up to the gate: `Gate.admit`.
    static let modelFiles = FuzzSubject("model-files", .container, maximumLength: 1 << 18) { bytes in
        let admitted: AdmittedModel
        do { admitted = try Gate.admit(bytes, memoryBudget: 1 << 30) } catch { return try .refused(by: error) }
        try checkRoundTrip(admitted.model)
        try checkEncoder(admitted.encoder)
        try checkEngine(admitted.model.predictor, admitted.scorer)
        return .accepted
    }

    /// What XGBoost saves, as JSON or UBJSON.
    static let xgboost = importer("xgboost", .ubjson) { bytes throws(ModelImportError) in
        try XGBoostImporter.read(bytes)
    }

    /// What LightGBM saves as text.
    static let lightGBM = importer("lightgbm", .lines) { bytes throws(ModelImportError) in
        try LightGBMImporter.read(bytes)
    }

    /// What skl2onnx saves.
    static let onnx = importer("onnx", .bytes) { bytes throws(ModelImportError) in try ONNXImporter.read(bytes) }

    private static func importer(
        _ name: String, _ form: InputForm,
        _ read: @escaping @Sendable ([UInt8]) throws(ModelImportError) -> ImportedModel
    ) -> FuzzSubject {
        FuzzSubject(name, form, memoryBase: 160 << 20) { bytes in
            let imported: ImportedModel
            do { imported = try read(bytes) } catch { return try .refused(by: error) }
            let model = model(imported)
            do { try model.validate() } catch { throw BrokenLaw("an imported model is not valid: \(error)") }
            // The other laws take a time that grows with the features, of which a small file can declare a million.
            let width = imported.featureNames.count
            guard width <= 100 else { return .accepted }
            try checkRoundTrip(model)
            try checkEngine(model.predictor, BatchScorer(model.predictor, featureCount: width))
            return .accepted
        }
    }

    private static func model(_ imported: ImportedModel) -> Model {
        let features = imported.featureNames.indices.map { position in
            Feature(
                name: imported.featureNames[position], kind: imported.featureKinds[position],
                categories: imported.categories[position])
        }
        var manifest = Manifest(
            name: "fuzzed", task: imported.task, createdAt: "2026-01-01T00:00:00Z", features: features,
            classLabels: (0..<imported.classCount).map { "class \($0)" },
            decisionThreshold: imported.decisionThreshold ?? 0.5, transform: imported.transform,
            iterationRange: imported.iterationRange, source: imported.source, goldenOrigin: .reference)
        manifest.precision = imported.predictor.precision
        manifest.marginDivisor = imported.marginDivisor
        manifest.sigmoid = imported.sigmoid
        return Model(
            manifest: manifest, predictor: imported.predictor,
            golden: golden(imported.predictor, featureCount: features.count))
    }

    private static func golden(_ predictor: Predictor, featureCount: Int) -> GoldenRows {
        let count = GoldenRows.minimumCount
        guard featureCount <= 100 else {
            return GoldenRows(
                rows: Array(repeating: .nan, count: count * featureCount),
                expected: Array(repeating: 0, count: count * predictor.groupCount), count: count)
        }
        let rows = rows(predictor, count, featureCount)
        var margins: [Double] = []
        BatchScorer(predictor, featureCount: featureCount).score(rows.span, into: &margins)
        let isFinite = margins.allSatisfy(\.isFinite)
        return GoldenRows(
            rows: rows, expected: isFinite ? margins : Array(repeating: 0, count: margins.count), count: count)
    }

    /// A model that was taken is the same after it was written and read.
    private static func checkRoundTrip(_ model: Model) throws {
        let file: [UInt8]
        do { file = try ModelFile.encode(model) } catch { throw BrokenLaw("a valid model can't be written: \(error)") }
        let again: Model
        do { again = try ModelFile.decode(file) } catch { throw BrokenLaw("a written model can't be read: \(error)") }
        try require(again.manifest == model.manifest, "the manifest changed when it was written")
        // By their bytes: NaN stands for missing values.
        let same = try again.predictor == model.predictor && ModelFile.encode(again) == file
        try require(same, "the model changed when it was written")
    }

    /// Any row becomes the model's columns, none of them infinite.
    private static func checkEncoder(_ encoder: RowEncoder) throws {
        var row = EncodedRow(encoder)
        for cell in ["", "0", "-1", "1.5", "3e38", "2024-02-29", "9999-12-31T23:59:59.9Z", "JFK", "true"] {
            for position in encoder.features.indices {
                // A value that the feature can't take is missing.
                try? row.set(field: Array(cell.utf8).span, at: position)
            }
            var columns: [Float] = []
            try? row.finish(into: &columns)
            try require(columns.count == encoder.columnCount, "a row has \(columns.count) columns")
            try require(!columns.contains { $0.isInfinite }, "a column is infinite: \(columns)")
        }
    }

    /// The fast scorer gives the reference's margins to the bit.
    private static func checkEngine(_ predictor: Predictor, _ scorer: BatchScorer) throws {
        let width = scorer.featureCount
        let rows = rows(predictor, 9, width)
        var margins: [Double] = []
        scorer.score(rows.span, into: &margins)
        let reference = ReferenceScorer(predictor)
        let expected = (0..<9).flatMap { reference.margins(of: rows.span.extracting($0 * width..<($0 + 1) * width)) }
        try require(
            margins.map(bits) == expected.map(bits), "the engine and the reference have other margins")
    }

    /// One pattern for every NaN: which one a pipeline computes is the processor's business.
    private static func bits(_ margin: Double) -> UInt64 { (margin.isNaN ? .nan : margin).bitPattern }

    /// Row-major: thresholds or weights, codes, and what breaks comparisons.
    private static func rows(_ predictor: Predictor, _ count: Int, _ width: Int) -> [Double] {
        let numbers =
            predictor.trees?.values ?? predictor.linear?.weights.map(Double.init)
            ?? predictor.pipeline?.steps.flatMap(\.constants) ?? []
        var random = SeededGenerator(seed: UInt64(numbers.count))
        let corners: [Double] = [.nan, .infinity, -.infinity, 0, -0.0, -0.5, -1, 16_777_215, 16_777_216, 1e30]
        func value() -> Double {
            switch Int.random(in: 0..<3, using: &random) {
            case 0: numbers.randomElement(using: &random) ?? 0
            case 1: Double(Int.random(in: 0..<13, using: &random))
            default: corners.randomElement(using: &random) ?? 0
            }
        }
        return (0..<count * width).map { _ in predictor.precision.rounded(value()) }
    }
}
