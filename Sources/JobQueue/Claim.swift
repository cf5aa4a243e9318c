/// One batch that a lane holds a lease on.
package struct Claim: Sendable, Equatable {
    /// `LANE:COUNTER`.
    package let id: String
    package let counter: Int
    /// Number of jobs.
    package let count: Int
    /// How many workers these jobs were taken from before: 0 for a batch, more for a suspect, which comes alone.
    ///
    /// 1 and 2: score it. 3: commit a `failed` result with the code `poison`, burying the job. 4 and more: bury it unread.
    package let deliveries: Int
    /// Redis' time when the jobs were claimed (or the claim was answered again), in ms; `expires_at` is compared with it.
    package let now: Int
    /// Redis' time in ms at which the lease ends unless it is extended.
    package let deadline: Int
    /// Jobs that were not taken and wait for the next claim.
    package let waiting: Int

    package init(id: String, counter: Int, count: Int, deliveries: Int, now: Int, deadline: Int, waiting: Int = 0) {
        self.id = id
        self.counter = counter
        self.count = count
        self.deliveries = deliveries
        self.now = now
        self.deadline = deadline
        self.waiting = waiting
    }

    /// This is a job whose worker died.
    package var isSuspect: Bool { deliveries > 0 }
}
