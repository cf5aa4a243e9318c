import ArgumentParser
import JSONBytes
import Keyspace
import Redis
import Settings
import Tables

struct EnqueueCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Push one job, or the jobs of standard input, one JSON object a line.",
        discussion: "A job without an id gets a UUID, which is printed.")

    @Argument(help: "The model that shall score the jobs.")
    var model: String

    @Argument(help: ArgumentHelp("One job; - or nothing reads standard input.", valueName: "json"))
    var job = "-"

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings()
        let keys = try settings.keyspace.model(model)
        var pusher = JobPusher(key: keys.jobs)
        do {
            if job != "-" {
                let identified = try identify(Array(job.utf8).span)
                var connection = try settings.connect(for: keys)
                try pusher.push(identified.job, &connection)
                try pusher.flush(&connection)
                if let id = identified.newID { print(id) }
            } else {
                var connection = try settings.connect(for: keys)
                try pushInput(&pusher, &connection)
            }
        } catch let error as RedisError {
            let failure = ProgramFailure(error)
            let doubt = pusher.unknown == 0 ? "" : ", and the next \(pusher.unknown) may or may not have been"
            throw ProgramFailure(
                failure.status, "\(failure.description) (\(pusher.pushed) jobs were pushed before\(doubt))")
        }
    }

    private func pushInput(_ pusher: inout JobPusher, _ connection: inout RedisConnection) throws {
        var ids: [String] = []
        do {
            var lines = try TableReader.open("-", format: .jsonLines)
            while true {
                // Who writes slowly shall not wait for a full command.
                if try !lines.isReadable(within: .zero) { try flush(&pusher, &connection, &ids) }
                guard try lines.next() else { break }
                let identified = try identify(lines.field(at: 0))
                if let id = identified.newID { ids.append(id) }
                try pusher.push(identified.job, &connection)
            }
            try flush(&pusher, &connection, &ids)
        } catch let error as TableError {
            try flush(&pusher, &connection, &ids)
            throw ProgramFailure(.workFailed, "\(error); the \(pusher.pushed) jobs before it were pushed")
        }
    }

    private func flush(_ pusher: inout JobPusher, _ connection: inout RedisConnection, _ ids: inout [String]) throws {
        try pusher.flush(&connection)
        if !ids.isEmpty { try StandardOutput.write(ids.joined(separator: "\n") + "\n") }
        ids = []
    }

    private func identify(_ job: Span<UInt8>) throws -> IdentifiedJob {
        do { return try IdentifiedJob(job) } catch {
            throw ProgramFailure(.usage, "the job is not one JSON object: \(error)")
        }
    }
}
