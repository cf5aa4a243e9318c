import TrainingData

/// Drops flights of days on which the airports were all but closed: how late the few were that left tells nothing about
/// other days.
struct OrdinaryDays: RowFilter {
    /// Days as `2013-02-08`.
    let closed: Set<String>

    func keep(_ row: inout TrainingRow) -> Bool {
        !closed.contains(String((row["leaves"] ?? "").prefix(10)))
    }
}
