import ScoringModel

/// A feature that tells more than one can know before the answer is there.
struct Leakage {
    /// From this share on a column alone is as good as the target.
    static let nearlyAll = 0.98
    /// From this share on for a column with a name like the target's.
    static let much = 0.8

    private let target: ColumnSummary
    private let alone: TargetAlone

    init(_ target: ColumnSummary, task: Task) {
        self.target = target
        alone = TargetAlone(target, task: task)
    }

    /// Nil when there is nothing to warn of.
    func warning(about column: ColumnSummary) -> String? {
        guard let share = alone.share(toldBy: column) else { return nil }
        let percent = "\(Int(share * 100))%"
        if share >= Self.nearlyAll {
            return "it alone tells \(percent) of the target: is it known before the answer is? If not, exclude it"
        }
        if share >= Self.much, ColumnName(column.name).isLike(ColumnName(target.name)) {
            return
                "its name is like the target's and it alone tells \(percent) of it: exclude it if it comes with the answer"
        }
        return nil
    }
}
