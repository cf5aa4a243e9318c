import Drift
import DriftWindows
import Keyspace
import Logging
import ModelFile
import Redis

/// Adds up what the lanes of a model saw, writes it to Redis and shows it as metrics. The heartbeat's thread.
struct DriftReporter {
    private let lanes: [LaneDrift]
    private let metrics: DriftMetrics
    /// Model files whose rows are kept for a Redis that does not say which window it is.
    private static let mostPending = 64

    /// What was taken from the lanes while Redis did not say which window it is, by model file.
    private var pending: [String: LaneDrift.Seen] = [:]
    private var sums: [String: DriftSum] = [:]

    init(lanes: [LaneDrift], metrics: DriftMetrics) {
        self.lanes = lanes
        self.metrics = metrics
    }

    /// Costs Redis nothing while nothing is scored. What could not be written is written by the next call.
    mutating func report(
        of service: ModelService, at now: ContinuousClock.Instant, _ connection: inout RedisConnection
    ) throws(RedisError) {
        for seen in lanes.compactMap({ $0.take() }) { Self.keep(seen, in: &pending) }
        // What the last call could not write, before its window ends.
        try write(of: service, &connection)
        let served = service.slot.served?.admitted.sha256
        // Old rows say nothing of now.
        let limit = now - .seconds(2 * DriftWindows.length)
        sums = sums.filter { $0.key == served && $0.value.seen > limit || !$0.value.isWritten }
        if !pending.isEmpty { addPending(window: try DriftWindows.start(&connection), at: now) }
        metrics.show(served.flatMap { sha256 in sums[sha256].map { sum in DriftReport(sum.reference, sum.all) } })
        try write(of: service, &connection)
    }

    /// Adds what one lane saw, unless too many files wait.
    static func keep(_ seen: LaneDrift.Seen, in pending: inout [String: LaneDrift.Seen]) {
        guard pending.count < mostPending || pending[seen.sha256] != nil else { return }
        pending[seen.sha256, default: seen.emptied].counts.add(seen.counts)
    }

    private mutating func write(
        of service: ModelService, _ connection: inout RedisConnection
    ) throws(RedisError) {
        for (sha256, sum) in sums where !sum.isWritten {
            do throws(DriftWindowError) {
                try DriftWindows(service.keys).write(
                    sum.counts, of: sum.reference, sha256: sha256, worker: service.identity.id, window: sum.start,
                    &connection)
                sums[sha256]?.isWritten = true
            } catch {
                if case .redis(let cause) = error.kind, !cause.isConnectionUsable { throw cause }
                // A full Redis, or a stranger's key: scoring goes on, and so do the beats.
                service.logger.debug("what was seen for drift was not written: \(error)")
                sums[sha256]?.isWritten = true
            }
        }
    }

    private mutating func addPending(window start: Int, at now: ContinuousClock.Instant) {
        for seen in pending.values {
            var sum = sums[seen.sha256] ?? DriftSum(seen.reference, window: start, at: now)
            sum.add(seen.counts, window: start, at: now)
            sums[seen.sha256] = sum
        }
        pending = [:]
    }
}
