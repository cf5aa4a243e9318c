import CoreMetrics
import JobWire
import ModelRegistry
import ScoringModel
package import Telemetry

/// The metrics of one model in one worker, made once. Names are the contract's: docs/operations.md has the table.
///
/// Lanes count once a batch, without a lock. Another metric is one property here, and what it is called in `init`.
package struct WorkerMetrics: Sendable {
    let scope: MetricScope
    let tally = WorkTally()
    // Work
    let completedJobs: Counter
    let failedJobs: Counter
    let jobErrors: [JobFailure.Code: Counter]
    let rowErrors: [RowError.Code: Counter]
    let batches: Counter
    let batchJobs: Recorder
    let batchRows: Recorder
    let batchBytes: Recorder
    // Time
    let claimDuration: Timer
    let queueDuration: Timer
    let scoreDuration: Timer
    let commitDuration: Timer
    let endToEndDuration: Timer
    // The queue
    let pendingJobs: Meter
    let unreadResults: Meter
    let inFlightJobs: Meter
    let oldestJob: Meter
    // Trouble
    let leasesLost: Counter
    let recoveredJobs: Counter
    let deadJobs: Counter
    let reconnects: Counter
    let loggedRows: Counter
    let unloggedRows: Counter
    // Redis
    let redisRoundTrips: Counter
    let redisSentBytes: Counter
    let redisReceivedBytes: Counter
    // Models
    let states: [ModelState: Meter]
    let readyReloads: Counter
    let refusedReloads: Counter
    let refusals: [RefusalReason: Counter]
    let reloadDuration: Timer
    let versions = VersionSeries()
    /// Series that come and go with what is scored.
    let drift: DriftMetrics

    package init(factory: PrometheusFactory, model: String) {
        let scope = MetricScope(factory, labels: [("model_name", model)])
        self.scope = scope
        drift = DriftMetrics(scope)
        /// One series for each value, there from the start: a rate needs the zero before the first one.
        func each<Value: CaseIterable & Hashable & RawRepresentable, Metric>(
            _ make: (String) -> Metric
        ) -> [Value: Metric] where Value.RawValue == String {
            var metrics: [Value: Metric] = [:]
            for value in Value.allCases { metrics[value] = make(value.rawValue) }
            return metrics
        }
        let jobs = { scope.counter("scoreline_jobs_total", ["status": $0], help: "Jobs answered, by status.") }
        completedJobs = jobs("completed")
        failedJobs = jobs("failed")
        jobErrors = each {
            scope.counter("scoreline_job_errors_total", ["code": $0], help: "Jobs that failed as a whole, by code.")
        }
        rowErrors = each {
            scope.counter("scoreline_row_errors_total", ["code": $0], help: "Rows that failed alone, by code.")
        }
        batches = scope.counter("scoreline_batches_total", help: "Batches committed.")
        batchJobs = scope.histogram(
            "scoreline_batch_jobs", help: "Jobs in a batch.", buckets: Buckets(from: 1, by: 4, count: 8))
        batchRows = scope.histogram(
            "scoreline_batch_rows", help: "Rows in a batch.", buckets: Buckets(from: 1, by: 4, count: 12))
        batchBytes = scope.histogram(
            "scoreline_batch_bytes", help: "Bytes of the jobs in a batch.",
            buckets: Buckets(from: 256, by: 4, count: 11))

        claimDuration = scope.timer(
            "scoreline_claim_duration_seconds",
            help: "Claims without a commit, retries included, also those that bring nothing.")
        queueDuration = scope.timer(
            "scoreline_queue_duration_seconds",
            help: "Estimated wait of the oldest job of a batch, from samples a beat apart.")
        scoreDuration = scope.timer(
            "scoreline_score_duration_seconds", help: "Decoding, scoring and encoding of a batch.")
        commitDuration = scope.timer(
            "scoreline_commit_duration_seconds", help: "Round trips that committed a batch.")
        endToEndDuration = scope.timer(
            "scoreline_end_to_end_duration_seconds",
            help: "From the push of a batch's oldest job, estimated, to its results.", buckets: .waits)

        pendingJobs = scope.gauge("scoreline_pending_jobs", help: "Jobs that wait: jobs, handoff and suspects.")
        unreadResults = scope.gauge(
            "scoreline_unread_results", help: "Results that wait for a reader: claiming waits at --max-results.")
        inFlightJobs = scope.gauge("scoreline_in_flight_jobs", help: "Jobs this worker holds a lease on.")
        oldestJob = scope.gauge("scoreline_oldest_job_seconds", help: "Estimated age of the oldest pending job.")

        leasesLost = scope.counter(
            "scoreline_leases_lost_total", help: "Batches whose lease ended before their commit.")
        recoveredJobs = scope.counter(
            "scoreline_recovered_jobs_total", help: "Jobs of dead workers that this worker put back.")
        deadJobs = scope.counter("scoreline_dead_jobs_total", help: "Jobs given up after three deliveries.")
        reconnects = scope.counter(
            "scoreline_redis_reconnects_total", help: "Connections to Redis that had to be made again.")
        loggedRows = scope.counter("scoreline_prediction_log_rows_total", help: "Rows written to the prediction log.")
        unloggedRows = scope.counter(
            "scoreline_prediction_log_dropped_rows_total",
            help: "Rows missing from the prediction log: its sink was too slow, or refused them.")

        redisRoundTrips = scope.counter(
            "scoreline_redis_round_trips_total", help: "Pipelines of commands sent to Redis.")
        redisSentBytes = scope.counter(
            "scoreline_redis_sent_bytes_total", help: "Bytes of commands sent to Redis, before TLS.")
        redisReceivedBytes = scope.counter(
            "scoreline_redis_received_bytes_total", help: "Bytes of Redis' replies, before TLS.")

        states = each {
            scope.gauge("scoreline_model_state", ["state": $0], help: "1 for the state the model is in.")
        }
        let reloads = {
            scope.counter(
                "scoreline_model_reloads_total", ["result": $0],
                help: "Published versions this worker tried, by result.")
        }
        readyReloads = reloads("ready")
        refusedReloads = reloads("refused")
        refusals = each {
            scope.counter(
                "scoreline_model_refusals_total", ["reason": $0], help: "Versions that were refused, by reason.")
        }
        reloadDuration = scope.timer(
            "scoreline_model_reload_duration_seconds",
            help: "Fetching, checking and exchanging a version that came into service.")
    }
}
