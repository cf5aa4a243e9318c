import Evaluation
import ModelFile
import ScoringEngine
import ScoringModel

/// The new model against the one that is live, on the same rows.
struct LiveComparison {
    private let trained: TrainedModel
    private let live: LiveModel

    init(_ trained: TrainedModel, _ live: LiveModel) {
        self.trained = trained
        self.live = live
    }

    /// `allowed` is by how much the primary metric may be worse.
    func result(_ condition: String, allowed: Double) -> GateResult {
        // What is live changes without the data.
        let record = "no live model was better by more than that"
        switch live {
        case .unknown:
            return GateResult(
                condition, true, "no Redis was named, so there is nothing to compare with", record: record)
        case .none: return GateResult(condition, true, "no version is live to compare with", record: record)
        case .unreadable(let version, let reason):
            return GateResult(condition, false, "version \(version), which is live, can't be compared with: \(reason)")
        case .model(let other, let version):
            let name = "version \(version), which is live,"
            if let difference = difference(other.model.manifest) {
                return GateResult(condition, false, "\(name) \(difference)")
            }
            return compare(condition, other, name, allowed, record)
        }
    }

    /// What makes two models answer different questions; nil when they answer the same one.
    func difference(_ other: Manifest) -> String? {
        let own = trained.model.manifest
        if other.task != own.task { return "is a \(other.task.rawValue) model; this is a \(own.task.rawValue) one" }
        if let target = other.target, target != own.target {
            return "predicts \(target); this one predicts \(own.target ?? "")"
        }
        if other.classLabels != own.classLabels {
            let (theirs, ours) = (other.classLabels.prefix(8), own.classLabels.prefix(8))
            return "has the classes \(theirs.joined(separator: ", ")); this one has \(ours.joined(separator: ", "))"
        }
        guard own.task == .binary, other.positiveClass != own.positiveClass else { return nil }
        return "gives the score of \(other.classLabels[other.positiveClass]); this one of "
            + own.classLabels[own.positiveClass]
    }

    private func compare(
        _ condition: String, _ other: AdmittedModel, _ name: String, _ allowed: Double, _ record: String
    ) -> GateResult {
        let part = trained.outcomes[trained.outcomes.count - 1]
        guard let rival = trained.rivalRows.value(named: part.name), !rival.positions.isEmpty else {
            let problem = trained.rivalRows.value(named: part.name)?.problem.map { ": a row \($0)" } ?? ""
            return GateResult(condition, false, "\(name) can't score any of the \(part.name) rows\(problem)")
        }
        let theirs = trained.scored(rival, of: part.name, by: other)
        let ours = part.value.rows(at: rival.positions)
        let metric = PrimaryMetric(trained.metric, task: trained.model.manifest.task)
        guard let old = theirs.metrics(threshold: other.model.manifest.decisionThreshold).value(named: metric.name),
            let new = ours.metrics(threshold: trained.model.manifest.decisionThreshold).value(named: metric.name)
        else { return GateResult(condition, false, "\(metric.name) can't be told from the \(part.name) rows") }
        let left = part.value.count - rival.positions.count
        let rows =
            left == 0 ? "the \(part.name) rows" : "the \(part.name) rows but \(left) that the live model can't score"
        let finding = "\(metric.name) is \(Figure.text(new)) on \(rows), that of \(name) is \(Figure.text(old))"
        // Written so that NaN does not pass.
        guard metric.loss(of: new, against: old) <= allowed else {
            return GateResult(condition, false, "\(finding); the gate allows \(Figure.text(allowed)) worse")
        }
        return GateResult(condition, true, finding, record: record)
    }
}
