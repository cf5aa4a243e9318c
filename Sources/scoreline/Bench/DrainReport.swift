import JSONBytes

/// What a drained queue came to.
struct DrainReport: Equatable {
    let jobs: Int
    let rowsPerJob: Int
    let seconds: Double
    var duplicates = 0
    var lost = 0
    /// Jobs that were answered with an error.
    var failed = 0

    init(jobs: Int, rowsPerJob: Int, seconds: Double) {
        self.jobs = jobs
        self.rowsPerJob = rowsPerJob
        self.seconds = seconds
    }

    var isClean: Bool { duplicates == 0 && lost == 0 && failed == 0 }
    var jobsPerSecond: Double { seconds > 0 ? Double(jobs) / seconds : 0 }

    var json: JSONValue {
        .object([
            .init("jobs_per_second", .number((jobsPerSecond * 10).rounded() / 10)),
            .init("rows_per_second", .number((jobsPerSecond * Double(rowsPerJob) * 10).rounded() / 10)),
            .init("jobs", .integer(jobs)), .init("duplicates", .integer(duplicates)), .init("lost", .integer(lost)),
            .init("failed", .integer(failed)), .init("seconds", .number((seconds * 1e6).rounded() / 1e6)),
        ])
    }

    var text: String {
        "\(jobs) jobs of \(rowsPerJob) \(rowsPerJob == 1 ? "row" : "rows") in \((seconds * 1000).rounded() / 1000) s: "
            + "\(Int(jobsPerSecond)) jobs/s, \(Int(jobsPerSecond * Double(rowsPerJob))) rows/s, "
            + "\(lost) lost, \(duplicates) answered twice\n"
    }
}
