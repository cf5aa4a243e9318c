package import Keyspace
package import Redis

/// One lane's side of the queue: it waits, claims a batch, commits its results, and gives back what it can't finish.
///
/// Owned by the lane's thread. Every request may be repeated: after an error, `reconnect` if the connection is not usable,
/// then make the call that failed again with the same arguments. A claim keeps its id until its end is known, and a commit
/// is resolved before the next one, so that neither a lost request nor a lost reply nor a late copy loses or doubles a job.
package struct LaneQueue: ~Copyable {
    /// The claim request under `counter`.
    enum Request {
        case unsent
        /// It may have been executed.
        case unanswered
        /// With no batch. A copy of it may still be on its way, so that the counter stays.
        case answered
    }

    /// Suspects that a lane takes between two batches: together they last about as long as one full batch of small jobs, so
    /// that neither waits long for the other.
    static let maximumSuspectsInRow = 16

    let keys: ModelKeys
    let lane: LaneID
    var settings: ClaimSettings
    var connection: RedisConnection
    /// Of the next claim.
    var counter = 1
    var request = Request.unsent
    /// Claimed and not resolved.
    var working: Claim?
    /// The last claim that was resolved, so that a repeated call does not commit it again.
    var resolved: (id: String, outcome: CommitOutcome)?
    /// The last claim brought no batch and no bell rang since, so that the next one will hardly find a job.
    var expectsNothing = false
    /// Suspects that this lane has taken since its last batch.
    var suspectsInRow = 0
    /// Claims in a row that used a counter up without giving a batch.
    var refusals = 0
    private let permit: SuspectPermit
    private var hasPermit = false

    package init(
        connection: consuming RedisConnection, keys: ModelKeys, lane: LaneID, settings: ClaimSettings,
        permit: SuspectPermit
    ) {
        self.connection = connection
        self.keys = keys
        self.lane = lane
        self.settings = settings
        self.permit = permit
    }

    deinit { if hasPermit { permit.giveBack() } }

    /// How many jobs the next claims take at most.
    package mutating func take(atMost jobs: Int) { settings.batchJobs = max(1, jobs) }

    /// Goes on with another connection, after an error whose `isConnectionUsable` is false. Then repeat the call that failed.
    package mutating func reconnect(_ connection: consuming RedisConnection) { self.connection = connection }

    /// Claims whose leases the heartbeat must extend: the batch being scored, and one that Redis may have given without the
    /// answer arriving; that `LeaseKeeper.extend` names such a one among the lost means nothing. Ask after each call, also
    /// after one that failed; the heartbeat runs on another thread.
    package var openClaims: [String] {
        var open: [String] = []
        if let working { open.append(working.id) }
        if request == .unanswered { open.append(lane.claimID(counter)) }
        return open
    }

    /// Waits until a job is there, at most so long. Only a bell: the job is on its way in `handoff`; claim in any case.
    ///
    /// A job longer than the connection's `maximumBulkLength` ends as `.replyTooLarge`: reconnect and claim.
    @discardableResult
    package mutating func wait(upTo limit: Duration) throws(RedisError) -> Bell {
        let seconds = "\(Double(limit.milliseconds) / 1000)"
        do {
            let reply = try connection.call(
                RedisCommand("BLMOVE", keys.jobs, keys.handoff, "LEFT", "RIGHT", seconds), blocking: limit)
            if !reply.isNil { expectsNothing = false }
            return reply.isNil ? .timedOut : .rang
        } catch {
            guard error.isServer("OOM") else { throw error }
            return .refused
        }
    }

    /// The least that Redis can be asked.
    package mutating func ping() throws(RedisError) { _ = try connection.call(RedisCommand("PING")) }

    // MARK: The permit

    /// True when this lane may take a suspect; it has the permit then.
    mutating func takePermit() -> Bool {
        if !hasPermit { hasPermit = permit.take() }
        return hasPermit
    }

    mutating func givePermitBack() {
        guard hasPermit else { return }
        hasPermit = false
        permit.giveBack()
    }
}
