import Evaluation
import ModelFile
import ScoringEngine
import ScoringModel

/// The recipe's gate over a trained model.
package struct ModelGate: Sendable {
    private let choices: GateChoices
    private let trained: TrainedModel
    private let live: LiveModel

    package init(_ choices: GateChoices, _ trained: TrainedModel, live: LiveModel) {
        self.choices = choices
        self.trained = trained
        self.live = live
    }

    /// Evaluates every condition on this thread, also behind one that failed.
    package func judge() throws(TrainingError) -> GateVerdict {
        var results = [trivial()]
        for condition in choices.conditions {
            switch condition.requirement {
            case .comparison(let comparison):
                results.append(compare(comparison, condition.text))
            case .notWorseThanLive(let allowed):
                results.append(LiveComparison(trained, live).result(condition.text, allowed: allowed))
            case .maxCalibrationError(let bound):
                results.append(calibration(condition.text, bound: bound))
            case .minRowsPerSecond(let bound):
                results.append(speed(condition.text, bound: bound))
            case .maxSize:
                // The file holds these results, so it is measured when the others are known.
                results.append(GateResult(condition.text, true, "", record: "the file is not larger"))
            }
        }
        return try weigh(GateVerdict(results: results))
    }

    private var manifest: Manifest { trained.model.manifest }

    /// The test rows where there are any: nothing was chosen by them.
    private var judging: NamedValue<ScoredRows> { trained.outcomes[trained.outcomes.count - 1] }

    private func trivial() -> GateResult {
        let loss = MetricCatalog.loss(of: manifest.task)
        let own = manifest.training?.metrics.value(named: loss) ?? .nan
        let trivial = manifest.training?.baselineMetrics.value(named: loss) ?? .nan
        var figures =
            "\(loss) is \(Figure.text(own)) on the validation rows, a trivial model's is \(Figure.text(trivial))"
        let isShifted = trained.recipe.classWeights != nil && manifest.calibration == nil
        if !trained.beatsBaseline, isShifted, manifest.task == .binary {
            figures += "; class_weights move all probabilities, and calibration: platt puts them right"
        }
        return GateResult("better than a trivial model", trained.beatsBaseline, figures)
    }

    private func compare(_ comparison: MetricComparison, _ text: String) -> GateResult {
        let part = comparison.part.flatMap { part in trained.outcomes.first { $0.name == part.rawValue } } ?? judging
        let metrics = part.value.metrics(threshold: manifest.decisionThreshold)
        guard let value = metrics.value(named: comparison.metric) else {
            return GateResult(text, false, "\(comparison.metric) can't be told from the \(part.name) rows")
        }
        let finding = "\(comparison.metric) is \(Figure.text(value)) on the \(part.name) rows"
        guard !comparison.comparison.holds(value, comparison.bound) else { return GateResult(text, true, finding) }
        let bound = "\(comparison.comparison.words) \(Figure.text(comparison.bound))"
        return GateResult(text, false, "\(finding); the gate asks for \(bound)")
    }

    private func calibration(_ text: String, bound: Double) -> GateResult {
        guard let error = judging.value.metrics().value(named: "ece") else {
            return GateResult(text, false, "the calibration error can't be told from the \(judging.name) rows")
        }
        let finding = "the expected calibration error is \(Figure.text(error)) on the \(judging.name) rows"
        guard error > bound else { return GateResult(text, true, finding) }
        return GateResult(text, false, "\(finding); the gate allows \(Figure.text(bound))")
    }

    private func speed(_ text: String, bound: Double) -> GateResult {
        let scorer = BatchScorer(trained.model.predictor, featureCount: manifest.columnCount)
        let rate = EngineSpeed.rowsPerSecond(scorer, trained.training.rows)
        let finding = "the engine scores \(Int(rate)) rows a second on one thread"
        guard rate < bound else { return GateResult(text, true, finding, record: "the engine is not slower") }
        return GateResult(text, false, "\(finding); the gate asks for \(Figure.text(bound))")
    }

    /// Measures the file, with all results in it, against the sizes that the recipe allows.
    private func weigh(_ verdict: GateVerdict) throws(TrainingError) -> GateVerdict {
        let limits = choices.conditions.map { condition -> Int? in
            if case .maxSize(let bytes) = condition.requirement { bytes } else { nil }
        }
        guard limits.contains(where: { $0 != nil }) else { return verdict }
        var model = trained.model
        verdict.record(in: &model)
        let size: Int
        do { size = try ModelFile.encode(model).count } catch { throw TrainingError(.work, "\(error)") }
        var results = verdict.results
        for (position, limit) in limits.enumerated() {
            guard let limit else { continue }
            let condition = results[position + 1].condition
            let finding = "the model file has \(size) bytes"
            results[position + 1] =
                size <= limit
                ? GateResult(condition, true, finding, record: results[position + 1].record)
                : GateResult(condition, false, "\(finding); the gate allows \(limit)")
        }
        return GateVerdict(results: results)
    }
}

extension MetricComparison.Operator {
    fileprivate var words: String {
        switch self {
        case .atLeast: "at least"
        case .above: "more than"
        case .atMost: "at most"
        case .below: "less than"
        }
    }
}
