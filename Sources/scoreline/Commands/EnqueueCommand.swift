import ArgumentParser
import JSONBytes
import Keyspace
import Redis
import Settings
import Tables

struct EnqueueCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Push one job, or the jobs of standard input, one JSON object a line.",
        discussion: HelpText.discussion(
            "A job without an id gets a UUID, which is printed.",
            examples:
                "scoreline enqueue penguins '{\"rows\": [{\"island\": \"Biscoe\"}]}'",
            "scoreline enqueue penguins <jobs.ndjson"))

    @Argument(help: "The model that shall score the jobs.", completion: ModelCompletion.kind)
    var model: String

    @Argument(help: ArgumentHelp("One job; - or nothing reads standard input.", valueName: "json"))
    var job = "-"

    @Option(
        help: ArgumentHelp(
            "Wait while so many jobs or more are pending. Several producers may pass it together.", valueName: "n"))
    var maxPending: String?

    @Option(help: ArgumentHelp("How long --max-pending waits for room. Default 300.", valueName: "seconds"))
    var timeout: String?

    @Flag(
        help: "Print JSON: a line for each command to Redis, with the jobs pushed so far and the ids that were made up."
    )
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings([
            "max-pending": maxPending, "timeout": timeout, "json": json.asSetting,
        ])
        let keys = try settings.keyspace.model(model)
        var pusher = JobPusher(
            keys: keys, maximumPending: try settings.maximumPending,
            patience: try settings.value(.seconds("timeout", default: .seconds(300), in: 0...604_800)))
        var made = MadeIDs(isJSON: try settings.isOn("json"))
        var input: TableReader?
        // What is no job is told before Redis is needed.
        let single = job == "-" ? nil : try identify(Array(job.utf8).span)
        if single == nil { input = try TableReader.open("-", format: .jsonLines) }
        var connection = try settings.connect(for: keys)
        do {
            if let single { try add(single, &pusher, &made, &connection) }
            if var lines = input.take() { try pushLines(&lines, &pusher, &made, &connection) }
            try flush(&pusher, &made, &connection)
            try made.end(pusher.pushed)
            UnknownModel.warn(keys, &connection)
        } catch let error as QueueFull {
            try made.print(upTo: pusher.pushed)
            throw ProgramFailure(
                .workFailed,
                "\(error.pending) jobs of \(model) are pending and no room came for \(error.patience): \(pusher.pushed) jobs "
                    + "were pushed, \(pusher.waitingJobs) and all after them were not; see scoreline status \(model), or "
                    + "raise --max-pending or --timeout")
        } catch let error as RedisError {
            try made.print(upTo: pusher.pushed)
            let failure = ProgramFailure(error)
            let doubt = pusher.unknown == 0 ? "" : ", and the next \(pusher.unknown) may or may not have been"
            throw ProgramFailure(
                failure.status, "\(failure.description) (\(pusher.pushed) jobs were pushed before\(doubt))")
        }
    }

    /// Shows how far it is only of a file: a pipe has no end that is known, and its writer says how it goes.
    private func pushLines(
        _ lines: inout TableReader, _ pusher: inout JobPusher, _ made: inout MadeIDs,
        _ connection: inout RedisConnection
    ) throws {
        let size = lines.size ?? 0
        var bar = ProgressBar(.things("jobs"), isShown: size > 0)
        defer { bar.clear() }
        do {
            while true {
                bar.show(pusher.pushed, fraction: size > 0 ? Double(lines.offset) / Double(size) : nil)
                // Who writes slowly shall not wait for a full command.
                if try !lines.isReadable(within: .zero) { try flush(&pusher, &made, &connection) }
                guard try lines.next() else { return }
                try add(try identify(lines.field(at: 0)), &pusher, &made, &connection)
            }
        } catch let error as TableError {
            try flush(&pusher, &made, &connection)
            throw ProgramFailure(.workFailed, "\(error); the \(pusher.pushed) jobs before it were pushed")
        }
    }

    private func add(
        _ identified: IdentifiedJob, _ pusher: inout JobPusher, _ made: inout MadeIDs,
        _ connection: inout RedisConnection
    ) throws {
        if let id = identified.newID { made.append(id, ofJob: pusher.pushed + pusher.waitingJobs) }
        try pusher.push(identified.job, &connection)
    }

    private func flush(
        _ pusher: inout JobPusher, _ made: inout MadeIDs, _ connection: inout RedisConnection
    ) throws {
        try pusher.flush(&connection)
        try made.print(upTo: pusher.pushed)
    }

    private func identify(_ job: Span<UInt8>) throws -> IdentifiedJob {
        do { return try IdentifiedJob(job) } catch {
            throw ProgramFailure(
                .usage,
                "the job is not one JSON object: \(error); give it in single quotes, such as '{\"rows\": [{\"sex\": \"male\"}]}' (docs/protocol.md)"
            )
        }
    }
}

/// Ids that were made up for jobs, until those are pushed.
private struct MadeIDs {
    private let isJSON: Bool
    /// Jobs that were told of; nil before the first line.
    private var told: Int?
    private var waiting: [(job: Int, id: String)] = []

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// `job` counts the jobs of this run from 0.
    mutating func append(_ id: String, ofJob job: Int) { waiting.append((job, id)) }

    /// Prints those of the first `pushed` jobs.
    mutating func print(upTo pushed: Int) throws {
        let ready = waiting.prefix { $0.job < pushed }
        if isJSON {
            if pushed > told ?? 0 { try tell(pushed, ready.map(\.id)) }
        } else if !ready.isEmpty {
            try StandardOutput.write(ready.map { $0.id + "\n" }.joined())
        }
        waiting.removeFirst(ready.count)
    }

    /// JSON has a line also when there was no job.
    mutating func end(_ pushed: Int) throws {
        if isJSON, told == nil { try tell(pushed, []) }
    }

    private mutating func tell(_ pushed: Int, _ ids: [String]) throws {
        told = pushed
        try StandardOutput.write(
            JSONValue.object([
                .init("pushed", .integer(pushed)), .init("ids", .array(ids.map { .string($0) })),
            ]).line)
    }
}
