import ScoringModel

/// What decides where an example may go: one way for split and folds.
enum SplitKeys: Sendable, Equatable {
    /// Positions of examples that every part should have its share of: of one class, or of a tenth of the range.
    case strata([[Int]])
    /// One per example.
    case times([Double])
    /// One per example: the number of its group.
    case groups([Int])

    /// Strata of targets: classes, or tenths of the range.
    init(targets: [Float], task: Task) {
        let positions = Array(targets.indices)
        guard task == .regression else {
            let classes = Dictionary(grouping: positions) { targets[$0] }
            self = .strata(classes.sorted { $0.key < $1.key }.map(\.value))
            return
        }
        let ascending = positions.sorted { (targets[$0], $0) < (targets[$1], $1) }
        let count = max(1, min(10, ascending.count / 10))
        self = .strata(
            (0..<count).map { part in
                Array(ascending[(part * ascending.count / count)..<((part + 1) * ascending.count / count)])
            })
    }
}
