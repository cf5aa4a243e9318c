package import ScoringModel

/// What one condition came to.
package struct GateResult: Sendable, Equatable {
    /// As the recipe has it, such as `auc >= 0.85`.
    package let condition: String
    package let hasPassed: Bool
    /// A sentence with the figures.
    package let finding: String
    /// What the model file says about it: nothing that depends on the machine or the hour while the condition holds, so that
    /// the same data give the same bytes.
    let record: String

    init(_ condition: String, _ hasPassed: Bool, _ finding: String, record: String? = nil) {
        self.condition = condition
        self.hasPassed = hasPassed
        self.finding = finding
        self.record = hasPassed ? record ?? finding : finding
    }
}

/// Whether a model may be written and published.
package struct GateVerdict: Sendable, Equatable {
    /// In the recipe's order, behind the one that every model must fulfil.
    package let results: [GateResult]

    package var hasPassed: Bool { results.allSatisfy(\.hasPassed) }
    package var failures: [GateResult] { results.filter { !$0.hasPassed } }

    /// Writes the results into the model's manifest; a model that failed is marked as forced.
    package func record(in model: inout Model) {
        model.manifest.training?.gate = results.map {
            GateOutcome(condition: $0.condition, hasPassed: $0.hasPassed, finding: $0.record)
        }
        model.manifest.training?.isForced = !hasPassed
    }
}
