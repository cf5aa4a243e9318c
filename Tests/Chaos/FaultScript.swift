import TestSupport

/// A row of faults that follows from a seed: the same on every machine.
package struct FaultScript: Sendable, CustomStringConvertible {
    package struct Step: Sendable, Equatable {
        /// Answers since the last step.
        package let after: Int
        package let fault: Fault
        /// Chooses among workers and variants.
        package let pick: Int
    }

    package let seed: UInt64
    package let steps: [Step]

    /// Every fault comes once before one comes again.
    package init(seed: UInt64, steps count: Int, of faults: [Fault] = Fault.allCases.filter(\.isMixed)) {
        var random = SeededGenerator(seed: seed)
        var deck: [Fault] = []
        var steps: [Step] = []
        for _ in 0..<count {
            if deck.isEmpty { deck = faults.shuffled(using: &random) }
            steps.append(
                Step(
                    after: Int.random(in: 50...600, using: &random), fault: deck.removeLast(),
                    pick: Int.random(in: 0..<1000, using: &random)))
        }
        self.seed = seed
        self.steps = steps
    }

    /// About four seconds for each step.
    package init(seed: UInt64, seconds: Int) { self.init(seed: seed, steps: max(1, seconds / 4)) }

    package var description: String {
        "seed \(seed): " + steps.map { "\($0.after) \($0.fault.rawValue) \($0.pick)" }.joined(separator: ", ")
    }
}
