import Synchronization

/// The batches of one lane on their way to the writer, bounded by their bytes.
///
/// Lane and writer alone share it. The lock is taken once a batch, and held for one append or one exchange: nothing is
/// written or formatted under it.
final class PredictionQueue: Sendable {
    let tally: PredictionTally
    private let limit: Int
    private let batches = Mutex<[PredictionBatch]>([])
    /// Of all batches that are not written, also those that the writer has taken.
    private let used = Atomic<Int>(0)
    /// Rows dropped since the writer looked last.
    private let dropped = Atomic<Int>(0)

    init(limit: Int, tally: PredictionTally) {
        self.limit = limit
        self.tally = tally
    }

    // MARK: The lane's side

    /// Bytes that are free; only the lane makes them fewer.
    var room: Int { limit - used.load(ordering: .acquiring) }

    func push(_ batch: PredictionBatch) {
        if batch.lostRows > 0 { drop(batch.lostRows) }
        guard !batch.rows.isEmpty else { return }
        used.wrappingAdd(batch.byteCount, ordering: .relaxed)
        batches.withLock { $0.append(batch) }
    }

    // MARK: The writer's side

    func takeAll() -> [PredictionBatch] { batches.withLock { exchange(&$0, with: []) } }

    /// Gives the room of a batch back, which is written or given up.
    func release(_ batch: PredictionBatch) { used.wrappingSubtract(batch.byteCount, ordering: .releasing) }

    func takeDropped() -> Int { dropped.exchange(0, ordering: .relaxed) }

    // MARK: Both

    func drop(_ rows: Int) {
        dropped.wrappingAdd(rows, ordering: .relaxed)
        tally.dropped(rows)
    }
}

/// Where the rows of one model are counted. Any thread.
package struct PredictionTally: Sendable {
    let written: @Sendable (Int) -> Void
    let dropped: @Sendable (Int) -> Void

    package init(written: @escaping @Sendable (Int) -> Void, dropped: @escaping @Sendable (Int) -> Void) {
        self.written = written
        self.dropped = dropped
    }
}
