import ArgumentParser
import JSONBytes
import JobQueue
import Keyspace
import Redis
import Settings
import Steering

struct DeadRetryCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Make new jobs of jobs that were given up.",
        discussion: HelpText.discussion(
            """
            Each entry becomes a new job at the end of the queue, with a new result, and leaves the list in the same step. \
            Ends with 1 when a named entry is not there, or when one can't be retried because only its first bytes were \
            kept; such a one stays.
            """,
            examples:
                "scoreline dead retry penguins 1748253600000-0",
            "scoreline dead retry penguins --all"))

    @OptionGroup var selection: DeadSelection

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let isJSON = try settings.isOn("json")
        let choice = try selection.choice()
        let keys = try settings.keyspace.model(selection.model)
        var connection = try settings.connect(for: keys)
        var tally = DeadTally()
        var bar = try DeadSelection.bar(
            choice, doing: "retrying", of: DeadJobs(keys: keys), isShown: !isJSON, &connection)
        do {
            defer { bar.clear() }
            try Steering(keys, by: .caller()).retry(choice, &tally, progress: { bar.show($0) }, &connection).warned()
        } catch let error as RedisError {
            let failure = ProgramFailure(error)
            throw ProgramFailure(
                failure.status,
                "\(failure.description) (\(tally.changed) jobs were retried before; the command may be repeated)")
        }
        try StandardOutput.write(
            isJSON ? Self.json(tally) : DeadSelection.line("retried", tally, choice, of: keys.name))
        if !tally.missing.isEmpty, tally.left.isEmpty {
            throw DeadSelection.absent(tally.missing, of: selection.model)
        }
        if let left = tally.left.first {
            let others = tally.left.count + tally.missing.count - 1
            throw ProgramFailure(
                .workFailed,
                "entry \(left.id.text) of \(selection.model) can't be retried and stays: "
                    + (DeadReport.obstacle(left.why) ?? "")
                    + (others > 0 ? " (\(others) other entries were not retried either; --json names them)" : ""))
        }
    }

    private static func json(_ tally: DeadTally) -> String {
        JSONValue.object([
            .init("retried", .integer(tally.changed)),
            .init("missing", .array(tally.missing.map { .string($0.text) })),
            .init(
                "left",
                .array(
                    tally.left.map { left in
                        .object([
                            .init("id", .string(left.id.text)),
                            .init("reason", .string(DeadReport.obstacle(left.why) ?? "")),
                        ])
                    })
            ),
        ]).line
    }
}
