/// Jobs on their way: sent in the order of the rows, answered in any order, written in the order of the rows.
///
/// A pure state machine: jobs are known by their numbers, 0, 1, 2 …
struct JobLedger {
    struct Job {
        /// One per row.
        let keys: [KeyCell]
        /// Bytes of the input up to the job's last row.
        let inputOffset: Int
        fileprivate(set) var answers: [RowAnswer]?
        fileprivate(set) var version: String?
    }

    private var jobs: [Int: Job] = [:]
    /// Number that the next job gets.
    private(set) var nextNumber = 0
    private var nextWritten = 0
    /// Rows sent and not written.
    private(set) var openRows = 0

    var openJobs: Int { nextNumber - nextWritten }

    mutating func open(keys: [KeyCell], inputOffset: Int) {
        jobs[nextNumber] = Job(keys: keys, inputOffset: inputOffset)
        nextNumber += 1
        openRows += keys.count
    }

    /// Rows of a job that waits for its answer; nil for one that is unknown or has it: a second answer counts for nothing.
    func rowCount(awaitedBy number: Int) -> Int? {
        guard let job = jobs[number], job.answers == nil else { return nil }
        return job.keys.count
    }

    mutating func answer(_ number: Int, _ answers: [RowAnswer], version: String?) {
        precondition(rowCount(awaitedBy: number) == answers.count, "as many answers as rows, once")
        jobs[number]?.answers = answers
        jobs[number]?.version = version
    }

    /// The next job in the order of the rows, when it is answered.
    mutating func takeFinished() -> Job? {
        guard let job = jobs[nextWritten], job.answers != nil else { return nil }
        jobs[nextWritten] = nil
        nextWritten += 1
        openRows -= job.keys.count
        return job
    }
}
