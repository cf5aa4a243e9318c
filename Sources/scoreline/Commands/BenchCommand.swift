import ArgumentParser
import JSONBytes
import Keyspace
import Redis
import Settings

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure the running system, or the engine alone.",
        subcommands: [BenchDrainCommand.self, BenchLatencyCommand.self, BenchEngineCommand.self])
}

struct BenchDrainCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "How fast the running workers answer a full queue.",
        discussion: """
            Fills the empty queue while the model is paused, with rows in the range that training saw, then times it from the \
            end of the pause to the last result, and checks every id.
            """)

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("Jobs. Default 200000.", valueName: "n"))
    var jobs: String?

    @Option(help: ArgumentHelp("Rows in each job. Default 1.", valueName: "n"))
    var rows: String?

    @Option(help: ArgumentHelp("How the jobs are written: json or binary. Default json.", valueName: "form"))
    var form: String?

    @Option(help: ArgumentHelp("How long no result may come. Default 60.", valueName: "seconds"))
    var timeout: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings([
            "jobs": jobs, "rows": rows, "form": form, "timeout": timeout, "json": json.asSetting,
        ])
        let keys = try settings.keyspace.model(model)
        let isJSON = try settings.isOn("json")
        let drain = DrainBench(
            keys: keys,
            jobs: try settings.value(.integer("jobs", default: 200_000, in: 1...20_000_000)),
            rows: try settings.value(.integer("rows", default: 1, in: 1...100_000)),
            form: try settings.value(
                Setting("form", default: JobForm.json, expected: "json or binary") { JobForm(rawValue: $0) }),
            timeout: try settings.value(.seconds("timeout", default: .seconds(60), in: 1...86_400)),
            showsProgress: !isJSON)
        var connection = try settings.connect(for: keys)
        let report = try drain.run(&connection)
        try StandardOutput.write(isJSON ? report.json.line : report.text)
        guard report.isClean else {
            throw ProgramFailure(
                .workFailed,
                "\(report.lost) jobs were lost, \(report.duplicates) answered twice, \(report.failed) failed")
        }
    }
}
