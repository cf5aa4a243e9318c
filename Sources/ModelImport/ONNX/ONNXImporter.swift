import Checksum
import ScoringModel

/// Reads models that skl2onnx wrote from scikit-learn pipelines.
///
/// The file is hostile: every length is checked against the file before memory is taken for it, every index before it is
/// used. What is taken gives ONNX Runtime's outputs up to rounding; what would not is refused by name.
package enum ONNXImporter {
    /// The newest operators that are known, by domain.
    private static let newest = ["": 24, "ai.onnx.ml": 4, "ai.onnx.training": 1, "com.microsoft": 1]

    /// Reads a whole model. ONNX has no boosting iterations, so that none can be chosen.
    package static func read(
        _ bytes: [UInt8], iterations: Range<Int>? = nil
    ) throws(ModelImportError) -> ImportedModel {
        try ModelImporter.checkSize(bytes)
        guard iterations == nil else {
            throw ModelImportError("an ONNX model has no iterations to choose from")
        }
        let file = try ONNXModelFile(bytes)
        try checkOperatorSets(file)
        let features = try GraphFeatures(file)
        var conversion = try GraphConversion(file, features)
        try conversion.run()
        let outcome = try GraphOutcome(conversion)
        let pipeline = conversion.builder.pipeline(outcome.margins)
        guard pipeline.outputs.count <= TreeEnsemble.maximumGroupCount else {
            throw ModelImportError(
                "the model has \(pipeline.outputs.count) outputs, expected at most \(TreeEnsemble.maximumGroupCount)")
        }
        let tolerates = conversion.builder.toleratesMissing(
            outcome.margins, names: Set(conversion.categories.filter { !$0.value.isEmpty }.keys))
        try checkNames(features.names, "feature")
        try checkNames(outcome.classLabels, "class")
        return ImportedModel(
            predictor: predictor(pipeline), featureNames: features.names, featureKinds: features.kinds,
            categories: features.names.indices.map { conversion.categories[$0] ?? [] }, task: outcome.task,
            transform: outcome.transform, classLabels: outcome.classLabels, classCount: outcome.classLabels.count,
            decisionThreshold: outcome.threshold, requiredFeatures: tolerates.map { !$0 },
            objective: "onnx", iterationRange: 0..<1, iterationCount: 1,
            source: Source(
                library: file.producer.isEmpty ? "onnx" : file.producer, libraryVersion: file.producerVersion,
                format: "onnx", sha256: SHA256.hex(bytes)),
            notes: notes(features, tolerates, conversion) + conversion.notes)
    }

    private static func checkOperatorSets(_ file: ONNXModelFile) throws(ModelImportError) {
        for (domain, version) in file.operatorSets.sorted(by: { $0.key < $1.key }) {
            // A domain that no node uses does no harm; one that a node uses is refused with the node.
            guard let newest = newest[domain] else { continue }
            guard (1...newest).contains(version) else {
                throw ModelImportError(
                    "the file needs version \(version) of the operators of \(domain.isEmpty ? "ai.onnx" : domain), the newest known "
                        + "is \(newest): convert the model with a lower target_opset")
            }
        }
    }

    /// By bytes, as a model's names are told apart.
    private static func checkNames(_ names: [String], _ what: String) throws(ModelImportError) {
        var seen: Set<[UInt8]> = []
        for name in names {
            guard !name.isEmpty else { throw ModelImportError("a \(what) has no name") }
            guard seen.insert(Array(name.utf8)).inserted else {
                throw ModelImportError("the \(what) \(name.prefix(64)) stands twice")
            }
        }
    }

    /// Trees alone where the pipeline is nothing else.
    private static func predictor(_ pipeline: Pipeline) -> Predictor {
        let features = (0..<Int32(pipeline.featureCount)).map { $0 }
        guard pipeline.steps.count == 1, let ensemble = pipeline.ensembles.first,
            pipeline.steps[0].inputs == features,
            pipeline.outputs == (0..<Int32(ensemble.groupCount)).map({ Int32(pipeline.featureCount) + $0 })
        else { return .pipeline(pipeline) }
        return .trees(ensemble)
    }

    private static func notes(
        _ features: GraphFeatures, _ tolerates: [Bool], _ conversion: GraphConversion
    ) -> [String] {
        let unused = conversion.categories.filter(\.value.isEmpty).keys.sorted().map { features.names[$0] }
        var notes: [String] = []
        if !unused.isEmpty {
            notes.append(
                "the model does not use the texts \(unused.prefix(6).joined(separator: ", ")): leave them out of rows")
        }
        let required = zip(features.names, tolerates).filter { !$0.1 }.map(\.0)
        guard !required.isEmpty else { return notes }
        let shown = required.prefix(6).joined(separator: ", ") + (required.count > 6 ? " …" : "")
        notes.append(
            "rows without \(shown) fail: the file does not say what a missing value means there; a schema's required list "
                + "replaces this rule")
        return notes
    }
}
