/// What one worker says about itself and one model at each beat.
package struct WorkerRecord: Sendable, Equatable {
    package var id: String
    package var host: String
    package var pid: Int
    /// In milliseconds since 1970 by Redis's clock.
    package var startedAt: Int
    package var state: ModelState
    /// The version it serves and its checksum.
    package var version: Int?
    package var sha256: String?
    /// The live version it refused, and why.
    package var refusedVersion: Int?
    package var reason: String?
    /// Why it claims no jobs though it could score them; nil while it does.
    package var waiting: String?
    /// Of the pointer it acted on last; 0 when there was none.
    package var generation: Int
    package var lanes: Int
    /// Jobs claimed and not committed.
    package var inFlight: Int
    /// Since it started.
    package var jobs: Int
    package var rows: Int
    package var jobsPerSecond: Double
    /// Estimated age of the oldest pending job.
    package var oldestSeconds: Double
    package var residentBytes: Int

    package init(
        id: String, host: String, pid: Int, startedAt: Int, state: ModelState, version: Int? = nil,
        sha256: String? = nil, refusedVersion: Int? = nil, reason: String? = nil, waiting: String? = nil,
        generation: Int = 0,
        lanes: Int = 0, inFlight: Int = 0, jobs: Int = 0, rows: Int = 0, jobsPerSecond: Double = 0,
        oldestSeconds: Double = 0,
        residentBytes: Int = 0
    ) {
        self.id = id
        self.host = host
        self.pid = pid
        self.startedAt = startedAt
        self.state = state
        self.version = version
        self.sha256 = sha256
        self.refusedVersion = refusedVersion
        self.reason = reason
        self.waiting = waiting
        self.generation = generation
        self.lanes = lanes
        self.inFlight = inFlight
        self.jobs = jobs
        self.rows = rows
        self.jobsPerSecond = jobsPerSecond
        self.oldestSeconds = oldestSeconds
        self.residentBytes = residentBytes
    }
}
