import CoreMetrics
import JobWire
import Redis
import Telemetry

extension WorkerMetrics {
    /// Notes a committed batch: `rows` is the series of the version that scored it.
    func note(_ batch: BatchSize, _ counts: BatchCounts, in rows: Counter) {
        tally.add(jobs: counts.completed + counts.failed, rows: counts.rows)
        batches.increment()
        completedJobs.increment(by: counts.completed)
        failedJobs.increment(by: counts.failed)
        for (code, count) in counts.jobErrors { jobErrors[code]?.increment(by: count) }
        rows.increment(by: counts.rows)
        for (code, count) in counts.rowErrors { rowErrors[code]?.increment(by: count) }
        batchJobs.record(batch.jobs)
        batchRows.record(batch.rows)
        batchBytes.record(batch.bytes)
    }

    func note(_ traffic: RedisTraffic.Totals) {
        redisRoundTrips.increment(by: traffic.roundTrips)
        redisSentBytes.increment(by: traffic.sentBytes)
        redisReceivedBytes.increment(by: traffic.receivedBytes)
    }
}

/// How much a batch held, whatever became of it.
struct BatchSize: Sendable {
    var jobs = 0
    var rows = 0
    /// Of the payloads as far as they were read; a job that is given up is not.
    var bytes = 0
}
