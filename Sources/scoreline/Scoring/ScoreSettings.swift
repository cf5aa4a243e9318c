import ScoringEngine
import Settings

/// How `score` goes about its work.
struct ScoreSettings {
    /// Rows of one job.
    let jobRows: Int
    /// How long no answer may come while some are awaited.
    let timeout: Duration
    let outputs: [OutputKind]?
    /// Pending jobs of the whole queue at which no more are pushed; nil for no bound.
    let maximumPending: Int?

    init(_ settings: CommandSettings) throws {
        jobRows = try settings.value(.integer("job-rows", default: 100, in: 1...10_000))
        timeout = try settings.value(.seconds("timeout", default: .seconds(300), in: 1...604_800))
        outputs = try OutputKind.list(settings)
        maximumPending = try settings.maximumPending
    }

    /// Rows that may be on their way: enough for many workers, little memory.
    var windowRows: Int { max(100_000, 4 * jobRows) }

    /// Jobs that may be on their way, when rows are few in each.
    var windowJobs: Int { 10_000 }

    /// Answers read in one reply.
    var answersPerRead: Int { max(1, 20_000 / jobRows) }
}
