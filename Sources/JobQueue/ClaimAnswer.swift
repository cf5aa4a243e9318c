/// What a lane got when it asked for work.
package enum ClaimAnswer: ~Copyable {
    case batch(ClaimedBatch)
    /// Nothing waits: wait for the bell.
    case empty
    /// An operator paused the model: ask again after 50 ms with jitter, doubling to 100 ms.
    case paused
    /// Too many results are unread: ask again after 50 ms with jitter, doubling to 1 s.
    case full
}

/// How a commit ended.
package enum CommitOutcome: Sendable, Equatable {
    /// The results are out, by this request or an earlier copy of it.
    case committed
    /// Nothing was written: others have the jobs, or have answered them.
    case lost
}

/// How a commit ended, and the work that comes next.
@frozen package struct CommitAnswer: ~Copyable {
    package let outcome: CommitOutcome
    package let next: ClaimAnswer

    package init(outcome: CommitOutcome, next: consuming ClaimAnswer) {
        self.outcome = outcome
        self.next = next
    }
}

/// Why a lane stopped waiting.
package enum Bell: Sendable, Equatable {
    case rang
    case timedOut
    /// Redis is full and lets nobody wait: claim after 50 ms with jitter, doubling to half a second. Claims and commits still work.
    case refused
}
