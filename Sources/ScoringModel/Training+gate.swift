extension Training {
    /// What became of the recipe's gate, as a line for people; nil for a model of an older release, which had none.
    package var gateSummary: String? {
        guard !gate.isEmpty else { return nil }
        let failures = gate.filter { !$0.hasPassed }.map { "\($0.condition): \($0.finding)" }
        let count = "\(gate.count) \(gate.count == 1 ? "condition" : "conditions")"
        guard isForced || !failures.isEmpty else { return "passed, \(count)" }
        return "FORCED, \(failures.count) of \(count) failed: \(failures.joined(separator: "; "))"
    }
}
