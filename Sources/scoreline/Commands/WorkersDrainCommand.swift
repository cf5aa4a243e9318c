import ArgumentParser
import JSONBytes
import Keyspace
import ModelRegistry
import Redis
import Settings
import Steering

struct WorkersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workers", abstract: "Steer single workers.", subcommands: [WorkersDrainCommand.self])
}

struct WorkersDrainCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "Let workers finish what they score, and stop as at SIGTERM.",
        discussion: """
            A worker hears of it at its next beat, stops with all its models, and exits with 0. Whatever starts workers, such \
            as a Deployment, starts another one in its place. Ends with 1 when a worker is not there.
            """)

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Argument(help: ArgumentHelp("Workers, as status --json names them.", valueName: "id"))
    var ids: [String] = []

    // No layer below the command line may say it: a variable left over must not stop a fleet.
    @Flag(help: "Every worker that lives when the command starts. Only the command line can say it.")
    var all = false

    @Option(help: ArgumentHelp("Wait until they are gone.", valueName: "seconds"))
    var wait: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["wait": wait, "json": json.asSetting])
        let isJSON = try settings.isOn("json")
        let limit = try settings.value(.optionalSeconds("wait", in: 0...604_800))
        guard all != !ids.isEmpty else {
            throw SettingsError(
                all ? "name workers or say --all, not both" : "name a worker, or say --all for every one")
        }
        let keys = try settings.keyspace.model(model)
        var connection = try settings.connect(for: keys)
        let registry = ModelRegistry(keys: keys)
        let wanted = all ? try registry.workers(&connection).map(\.id) : ids
        let steering = Steering(keys, by: .caller())
        for id in wanted { _ = try steering.drain(worker: id, &connection).warned() }
        var left = Set(wanted)
        if let limit {
            let deadline = ContinuousClock.now + limit
            var bar = ProgressBar(.things("workers"), doing: "draining", total: left.count, isShown: !isJSON)
            defer { bar.clear() }
            while true {
                left.formIntersection(try registry.workers(&connection).map(\.id))
                bar.show(wanted.count - left.count)
                if left.isEmpty || .now >= deadline { break }
                Pause.wait(.milliseconds(50))
            }
        }
        let report = Report(asked: wanted, left: limit == nil ? nil : left.sorted())
        try StandardOutput.write(isJSON ? report.json : report.text(model))
        if limit != nil, let first = left.min() {
            throw ProgramFailure(
                .workFailed,
                "worker \(first) of \(model) still lives"
                    + (left.count > 1 ? ", and \(left.count - 1) others" : "") + "; see its --drain-timeout and its log"
            )
        }
    }

    private struct Report {
        let asked: [String]
        /// Nil when nothing was waited for.
        let left: [String]?

        func text(_ model: String) -> String {
            let count = "\(asked.count) \(asked.count == 1 ? "worker" : "workers") of \(model)"
            guard !asked.isEmpty else { return "no worker of \(model) is running\n" }
            guard let left else { return "asked \(count) to drain\n" }
            return left.isEmpty ? "drained \(count)\n" : ""
        }

        var json: String {
            JSONValue.object([
                .init("asked", .array(asked.map { .string($0) })),
                .init("left", left.map { .array($0.map { .string($0) }) } ?? .null),
            ]).line
        }
    }
}
