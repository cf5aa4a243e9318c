package import JobWire

/// One lane's end of the log: notes what is scored, and hands it over when it is committed. Never waits; what finds no
/// room is dropped and counted.
package struct LaneJournal {
    private let queue: PredictionQueue
    private let settings: PredictionLogSettings
    private let sample: RowSample
    /// Names the lane's records: worker, model and lane.
    private let name: String
    private let worker: String
    private var subject: PredictionSubject?
    private var batch: PredictionBatch?
    private var nextNumber = 0

    init(_ queue: PredictionQueue, _ settings: PredictionLogSettings, worker: String, model: String, lane: Int) {
        self.queue = queue
        self.settings = settings
        self.worker = worker
        name = "\(worker)-\(model)-\(lane)"
        sample = RowSample(ratio: settings.ratio)
    }

    /// Copies what was scored in one round of a batch: the margins of `jobs.rows`.
    package mutating func note(_ jobs: JobBatch, _ margins: [Double], of model: WireModel) {
        var batch = self.batch ?? start(jobs, model)
        self.batch = nil
        batch.append(jobs, margins, sample, room: queue.room)
        self.batch = batch
    }

    /// Ends a batch: its records go to the writer if its results are out, and are forgotten if not.
    ///
    /// It was claimed at `claim`, in ms since 1970 on Redis' clock, which all workers have in common, and `duration` passed
    /// until its commit.
    package mutating func settle(isCommitted: Bool, claimedAt claim: Int, after duration: Duration) {
        guard var batch = batch.take(), isCommitted else { return }
        batch.time = claim + Int(duration / .milliseconds(1))
        nextNumber += batch.rows.count + batch.lostRows
        queue.push(batch)
    }

    private mutating func start(_ jobs: JobBatch, _ model: WireModel) -> PredictionBatch {
        if let subject, subject.isOf(model) {
            return PredictionBatch(subject, attempt: jobs.deliveryAttempt, firstNumber: nextNumber)
        }
        let subject = PredictionSubject(model, settings, worker: worker, journal: name)
        self.subject = subject
        return PredictionBatch(subject, attempt: jobs.deliveryAttempt, firstNumber: nextNumber)
    }
}
