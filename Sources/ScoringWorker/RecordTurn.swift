/// Whose turn it is to write the worker's record, and of what. Pure: the caller has the lock.
///
/// The heartbeat and the watcher write over connections of their own. Did both write at a time, what one of them read
/// before a change could reach Redis after what the other wrote of it, and stand there until the next beat.
struct RecordTurn {
    var status = ModelStatus()
    private var isTaken = false

    /// What is to be written now; nil while another thread writes, which then writes what changed meanwhile too.
    mutating func take() -> ModelStatus? {
        guard !isTaken else { return nil }
        isTaken = true
        return status
    }

    /// Ends a turn. True when the status is still what was written; else there must be another turn.
    mutating func end(written: ModelStatus) -> Bool {
        isTaken = false
        return written == status
    }
}
