import Checksum
import ScoringEngine
import ScoringModel

/// What a model file passes before the model may score a job.
package enum Gate {
    /// Checks container and checksum, structure, memory, and last the golden rows, scored with the real engine.
    ///
    /// `bytes` is the whole file; `name` is what it was published under, nil takes any. The model and what stays in
    /// service meanwhile, `memoryInUse`, must fit `memoryBudget` bytes together.
    package static func admit(
        _ bytes: [UInt8], name: String? = nil, memoryInUse: Int = 0, memoryBudget: Int = .max
    ) throws(GateError) -> AdmittedModel {
        let model: Model
        do throws(ModelFileError) {
            model = try ModelFile.decode(bytes)
        } catch {
            throw GateError(.file, "\(error)")
        }
        if let name, name != model.manifest.name {
            throw GateError(
                .name, "the file holds the model \(model.manifest.name), expected \(name)")
        }
        let memory = memory(of: model)
        guard memory <= memoryBudget - memoryInUse else {
            throw GateError(
                .memory,
                "the model takes about \(memory) bytes of memory beside the \(memoryInUse) in use, more than the budget of \(memoryBudget)"
            )
        }
        let scorer = BatchScorer(model.predictor, featureCount: model.manifest.columnCount)
        return AdmittedModel(
            model: model, scorer: scorer, encoder: RowEncoder(model.manifest),
            outputs: OutputCalculator(model.manifest, groupCount: model.predictor.groupCount),
            sha256: SHA256.hex(bytes), byteCount: bytes.count, memory: memory,
            goldenDifference: try score(model.golden, with: scorer, tolerance: model.manifest.goldenTolerance))
    }

    /// The largest difference, which is within the tolerance.
    private static func score(
        _ golden: GoldenRows, with scorer: BatchScorer, tolerance: Float
    ) throws(GateError) -> Float {
        var margins: [Double] = []
        scorer.score(golden.rows.span, into: &margins)
        var largest: Float = 0
        for (position, (found, expected)) in zip(margins, golden.expected).enumerated() {
            let difference =
                scorer.precision == .float32
                ? (Float(found) - Float(expected)).magnitude : Float((found - expected).magnitude)
            // Written so that NaN does not pass.
            guard difference <= tolerance else {
                /// With the digits of its precision.
                func text(_ margin: Double) -> String {
                    scorer.precision == .float32 ? "\(Float(margin))" : "\(margin)"
                }
                throw GateError(
                    .golden,
                    "golden row \(position / scorer.groupCount) has the margin \(text(found)) in group "
                        + "\(position % scorer.groupCount), expected \(text(expected)) within \(tolerance)")
            }
            largest = max(largest, difference)
        }
        return largest
    }

    /// Bytes of a model and its scorer in memory: the large arrays, which are nearly all of it.
    private static func memory(of model: Model) -> Int {
        var texts = 0
        for feature in model.manifest.features + model.manifest.derived.map(\.column) {
            // A String, its copy in the encoder's table, and the table's slots.
            for name in [feature.name] + feature.categories { texts += 64 + 2 * name.utf8.count }
        }
        let golden = 8 * (model.golden.rows.count + model.golden.expected.count)
        return model.predictor.byteCount + BatchScorer.byteCount(of: model.predictor) + golden + texts
    }
}
