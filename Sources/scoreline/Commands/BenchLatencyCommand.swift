import ArgumentParser
import JSONBytes
import Keyspace
import Redis
import Settings

struct BenchLatencyCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "latency", abstract: "How long the running workers take for a job, at a given rate.",
        discussion: HelpText.discussion(
            """
            Sends jobs at random times, drawn before the first is sent, whether or not earlier ones are answered, and times each \
            from the moment at which it was to be sent until its result was read. The queue must be empty. Every id is checked.
            """,
            examples:
                "scoreline bench latency penguins --rate 1000 --seconds 30"))

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("Jobs a second, on average.", valueName: "n"))
    var rate: String?

    @Option(help: ArgumentHelp("For how long jobs are sent. Default 10.", valueName: "s"))
    var seconds: String?

    @Option(help: ArgumentHelp("Rows in each job. Default 1.", valueName: "n"))
    var jobRows: String?

    @Option(help: ArgumentHelp("How long no result may come. Default 60.", valueName: "seconds"))
    var timeout: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    /// Times and answers of all jobs are kept.
    private static let mostJobs = 50_000_000

    func perform() throws {
        let settings = try options.settings([
            "rate": rate, "seconds": seconds, "job-rows": jobRows, "timeout": timeout, "json": json.asSetting,
        ])
        let keys = try settings.keyspace.model(model)
        guard let rate = try settings.value(.optionalInteger("rate", in: 1...1_000_000)) else {
            throw SettingsError("--rate is missing: jobs a second; see --help")
        }
        let length = try settings.value(.seconds("seconds", default: .seconds(10), in: 0.1...86_400))
        guard Double(rate) * (length / .seconds(1)) <= Double(Self.mostJobs) else {
            throw SettingsError("rate and seconds: that is more than \(Self.mostJobs) jobs; take less of one of them")
        }
        let isJSON = try settings.isOn("json")
        let bench = LatencyBench(
            keys: keys, rate: rate, length: length,
            rows: try settings.value(.integer("job-rows", default: 1, in: 1...100_000)),
            timeout: try settings.value(.seconds("timeout", default: .seconds(60), in: 1...86_400)),
            showsProgress: !isJSON)
        var connection = try settings.connect(for: keys)
        let report = try bench.run(&connection)
        try StandardOutput.write(isJSON ? report.json.line : report.text)
        guard report.isClean else {
            throw ProgramFailure(
                .workFailed,
                "\(report.lost) jobs were lost, \(report.duplicates) answered twice, \(report.failed) failed")
        }
    }
}
