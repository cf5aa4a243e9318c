import JobQueue
package import PredictionLog

/// What a worker is told at its start.
package struct WorkerSettings: Sendable {
    /// Names of the models it scores; a lane belongs to one of them.
    package var models: [String]
    /// Lanes for each model.
    package var lanes: Int
    package var batchJobs: Int
    package var batchBytes: Int
    /// How long a claim that is not full is held back for more jobs; 0 lets batches form while the last one is scored.
    package var linger: Duration
    package var lease: Duration
    /// A lane without progress for this long ends the process: its jobs run elsewhere.
    package var stall: Duration
    package var drainTimeout: Duration
    /// Unread results at which claiming pauses; nil for no bound.
    package var maximumResults: Int?
    /// Score what is pending, then end.
    package var once: Bool
    /// Bytes that the models in memory may take together while one is exchanged.
    package var memoryBudget: Int
    /// Compare a share of the rows with those of training, where the model file says what they were.
    package var watchesDrift: Bool
    /// Nil: nothing is logged.
    package var predictionLog: PredictionLogSettings?

    package init(
        models: [String], lanes: Int = 1, batchJobs: Int = 1024, batchBytes: Int = 1 << 20, linger: Duration = .zero,
        lease: Duration = .seconds(10), stall: Duration = .seconds(60), drainTimeout: Duration = .seconds(25),
        maximumResults: Int? = nil, once: Bool = false, memoryBudget: Int = .max, watchesDrift: Bool = true,
        predictionLog: PredictionLogSettings? = nil
    ) {
        self.models = models
        self.lanes = lanes
        self.batchJobs = batchJobs
        self.batchBytes = batchBytes
        self.linger = linger
        self.lease = lease
        self.stall = stall
        self.drainTimeout = drainTimeout
        self.maximumResults = maximumResults
        self.once = once
        self.memoryBudget = memoryBudget
        self.watchesDrift = watchesDrift
        self.predictionLog = predictionLog
    }

    /// About how many files all this opens: a connection and a pipe for each lane, the heartbeat's, the watcher's and the log's.
    package var openFiles: Int { models.count * (3 * lanes + 8) + 32 }

    /// A heartbeat extends the leases and writes the worker's record this often.
    package var beat: Duration { LeaseKeeper.beat(of: lease) }
    /// The record is gone so long after the last beat: three of them, and no less than a busy machine may be late.
    package var recordLife: Duration { max(beat * 3, .seconds(5)) }
    /// Expired leases are looked for this often.
    package var sweep: Duration { LeaseKeeper.sweep(of: lease) }
}
