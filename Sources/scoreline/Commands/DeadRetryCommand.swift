import ArgumentParser
import JSONBytes
import JobQueue
import Keyspace
import Redis
import Settings

struct DeadRetryCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Make new jobs of jobs that were given up.",
        discussion: """
            Each entry becomes a new job at the end of the queue, with a new result, and leaves the list in the same step. \
            Ends with 1 when a named entry is not there, or when one can't be retried because only its first bytes were \
            kept; such a one stays.
            """)

    @OptionGroup var selection: DeadSelection

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let isJSON = try settings.isOn("json")
        let named = try selection.entries()
        let dead = DeadJobs(keys: try settings.keyspace.model(selection.model))
        var connection = try settings.connect(for: dead.keys)
        var tally = Tally()
        do throws(RedisError) {
            if let named {
                for id in named { tally.add(try dead.retry(id, &connection), of: id, isNamed: true) }
            } else {
                var walk = DeadWalk(dead, .oldestFirst, jobBytes: 0)
                var bar = ProgressBar(.things("entries"), total: try dead.count(&connection), isShown: !isJSON)
                var seen = 0
                while case let piece = try walk.piece(&connection), !piece.isEmpty {
                    for entry in piece {
                        tally.add(try dead.retry(entry.id, &connection), of: entry.id, isNamed: false)
                        seen += 1
                        bar.show(seen)
                    }
                }
                bar.clear()
            }
        } catch {
            let failure = ProgramFailure(error)
            throw ProgramFailure(
                failure.status,
                "\(failure.description) (\(tally.retried) jobs were retried before; the command may be repeated)")
        }
        try StandardOutput.write(isJSON ? tally.json : "retried \(tally.retried)\n")
        if !tally.missing.isEmpty, tally.left.isEmpty {
            throw DeadSelection.absent(tally.missing, of: selection.model)
        }
        if let left = tally.left.first {
            let others = tally.left.count + tally.missing.count - 1
            throw ProgramFailure(
                .workFailed,
                "entry \(left.id.text) of \(selection.model) can't be retried and stays: \(left.obstacle)"
                    + (others > 0 ? " (\(others) other entries were not retried either; --json names them)" : ""))
        }
    }

    /// What became of the entries.
    private struct Tally {
        private(set) var retried = 0
        /// Named and not there.
        private(set) var missing: [DeadEntryID] = []
        private(set) var left: [(id: DeadEntryID, obstacle: String)] = []

        mutating func add(_ retry: DeadJobs.Retry, of id: DeadEntryID, isNamed: Bool) {
            if retry == .retried { retried += 1 }
            if retry == .gone, isNamed { missing.append(id) }
            if let obstacle = DeadReport.obstacle(retry) { left.append((id, obstacle)) }
        }

        var json: String {
            JSONValue.object([
                .init("retried", .integer(retried)), .init("missing", .array(missing.map { .string($0.text) })),
                .init(
                    "left",
                    .array(
                        left.map { .object([.init("id", .string($0.id.text)), .init("reason", .string($0.obstacle))]) })
                ),
            ]).line
        }
    }
}
