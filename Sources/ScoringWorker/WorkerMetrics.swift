import ModelFile
package import Telemetry

/// The metrics of one model in one worker, made once. Names are the contract's.
package struct WorkerMetrics: Sendable {
    package let registry: MetricsRegistry
    let model: String
    let completedJobs: Counter
    let failedJobs: Counter
    let batches: Counter
    let claimDuration: Histogram
    let queueDuration: Histogram
    let scoreDuration: Histogram
    let commitDuration: Histogram
    let pendingJobs: Gauge
    let unreadResults: Gauge
    let inFlightJobs: Gauge
    let oldestJob: Gauge
    let leasesLost: Counter
    let recoveredJobs: Counter
    let deadJobs: Counter
    let reconnects: Counter
    let loggedRows: Counter
    let unloggedRows: Counter
    /// Rows of all versions, for the worker's record; not a series of its own.
    private let allRows = Counter()

    package init(registry: MetricsRegistry, model: String) {
        self.registry = registry
        self.model = model
        let labels: Labels = ["model_name": model]
        func jobs(_ status: String) -> Counter {
            registry.counter(
                "scoreline_jobs_total", ["model_name": model, "status": status], help: "Jobs answered, by status.")
        }
        completedJobs = jobs("completed")
        failedJobs = jobs("failed")
        batches = registry.counter("scoreline_batches_total", labels, help: "Batches committed.")
        claimDuration = registry.histogram(
            "scoreline_claim_duration_seconds", labels, help: "Round trips that claimed a batch.")
        queueDuration = registry.histogram(
            "scoreline_queue_duration_seconds", labels,
            help: "Estimated wait of the oldest job of a batch, from samples a beat apart.")
        scoreDuration = registry.histogram(
            "scoreline_score_duration_seconds", labels, help: "Decoding, scoring and encoding of a batch.")
        commitDuration = registry.histogram(
            "scoreline_commit_duration_seconds", labels, help: "Round trips that committed a batch.")
        pendingJobs = registry.gauge(
            "scoreline_pending_jobs", labels, help: "Jobs that wait: jobs, handoff and suspects.")
        unreadResults = registry.gauge(
            "scoreline_unread_results", labels, help: "Results that wait for a reader: claiming waits at --max-results."
        )
        inFlightJobs = registry.gauge("scoreline_in_flight_jobs", labels, help: "Jobs this worker holds a lease on.")
        oldestJob = registry.gauge(
            "scoreline_oldest_job_seconds", labels, help: "Estimated age of the oldest pending job.")
        leasesLost = registry.counter(
            "scoreline_leases_lost_total", labels, help: "Batches whose lease ended before their commit.")
        recoveredJobs = registry.counter(
            "scoreline_recovered_jobs_total", labels, help: "Jobs of dead workers that this worker put back.")
        deadJobs = registry.counter("scoreline_dead_jobs_total", labels, help: "Jobs given up after three deliveries.")
        reconnects = registry.counter(
            "scoreline_redis_reconnects_total", labels, help: "Connections to Redis that had to be made again.")
        loggedRows = registry.counter(
            "scoreline_prediction_log_rows_total", labels, help: "Rows written to the prediction log.")
        unloggedRows = registry.counter(
            "scoreline_prediction_log_dropped_rows_total", labels,
            help: "Rows missing from the prediction log: its sink was too slow, or refused them.")
    }

    var answeredJobs: Int { Int(completedJobs.value + failedJobs.value) }
    var scoredRows: Int { Int(allRows.value) }

    /// `series` is what `rows(version:)` gave.
    func countRows(_ count: Int, in series: Counter) {
        series.increment(by: count)
        allRows.increment(by: count)
    }

    func rows(version: Int) -> Counter {
        registry.counter(
            "scoreline_rows_total", ["model_name": model, "model_version": "\(version)"],
            help: "Rows scored, by model version.")
    }

    func rowErrors(code: String) -> Counter {
        registry.counter(
            "scoreline_row_errors_total", ["model_name": model, "code": code], help: "Rows that failed alone, by code.")
    }

    /// `result` is `ready` or `refused`.
    func reloads(result: String) -> Counter {
        registry.counter(
            "scoreline_model_reloads_total", ["model_name": model, "result": result],
            help: "Published versions this worker tried, by result.")
    }

    /// Replaces the information on the version in service.
    func modelInfo(_ new: ServedModel, replacing old: ServedModel?) {
        if let old { registry.remove("scoreline_model_info", labels(of: old)) }
        registry.gauge("scoreline_model_info", labels(of: new), help: "The version in service.").value = 1
    }

    private func labels(of served: ServedModel) -> Labels {
        ["model_name": model, "model_version": "\(served.version)", "sha256": served.admitted.sha256]
    }
}
