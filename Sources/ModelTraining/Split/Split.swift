import ScoringModel

/// Which examples train the model and which judge it. The same examples and seed give the same split.
struct Split: Sendable, Equatable {
    /// Positions among the examples, ascending.
    private(set) var training: [Int] = []
    private(set) var validation: [Int] = []

    /// Takes the share from every stratum: every class, or every tenth of a regression's range, so that both parts look
    /// alike. A stratum of one goes to training, a larger one gives at least one and keeps at least one.
    init(strata: [[Int]], share: Double, seed: UInt64) {
        var random = SplitMix(seed: seed)
        for stratum in strata {
            var positions = stratum
            random.shuffle(&positions)
            let wanted = Int((Double(positions.count) * share).rounded())
            let count = positions.count < 2 ? 0 : min(max(wanted, 1), positions.count - 1)
            validation += positions[..<count]
            training += positions[count...]
        }
        training.sort()
        validation.sort()
    }

    init(_ target: TargetColumn, _ choices: SplitChoices) {
        self.init(strata: Self.strata(target), share: choices.validationShare, seed: choices.seed)
    }

    private static func strata(_ target: TargetColumn) -> [[Int]] {
        let positions = Array(target.values.indices)
        guard target.task == .regression else {
            let classes = Dictionary(grouping: positions) { target.values[$0] }
            return classes.sorted { $0.key < $1.key }.map(\.value)
        }
        let ascending = positions.sorted { (target.values[$0], $0) < (target.values[$1], $1) }
        let count = max(1, min(10, ascending.count / 10))
        return (0..<count).map { part in
            Array(ascending[(part * ascending.count / count)..<((part + 1) * ascending.count / count)])
        }
    }
}
