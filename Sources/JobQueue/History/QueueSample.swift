/// The queue at one moment, and what was counted until then.
package struct QueueSample: Sendable, Equatable {
    /// In ms of Redis' clock, at the start of its step.
    package var time = 0
    package var pending = 0
    package var inFlight = 0
    package var suspects = 0
    package var dead = 0
    package var results = 0
    /// Age of the oldest pending job, an estimate.
    package var oldestMilliseconds = 0
    /// Results that were ever pushed.
    package var answered = 0
    /// Jobs whose times the sums hold.
    package var timedJobs = 0
    /// Over those jobs: what each waited, what its batch was scored, what its batch's commit took.
    package var waitMilliseconds = 0
    package var scoreMicroseconds = 0
    package var commitMicroseconds = 0

    package init() {}

    /// The numbers after the time, in the order of the scripts; what is no number is 0.
    init(time: Int, _ numbers: [Int]) {
        precondition(numbers.count == Self.width)
        self.time = time
        pending = numbers[0]
        inFlight = numbers[1]
        suspects = numbers[2]
        dead = numbers[3]
        results = numbers[4]
        oldestMilliseconds = numbers[5]
        answered = numbers[6]
        timedJobs = numbers[7]
        waitMilliseconds = numbers[8]
        scoreMicroseconds = numbers[9]
        commitMicroseconds = numbers[10]
    }

    static let width = 11
}

/// How long some answered jobs took, by what they did.
package struct JobTimes: Sendable, Equatable {
    package var jobs = 0
    package var waitMilliseconds = 0
    package var scoreMicroseconds = 0
    package var commitMicroseconds = 0

    package init() {}
}
