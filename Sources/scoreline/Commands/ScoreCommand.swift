import ArgumentParser
import JSONBytes
import Keyspace
import Redis
import ScoringModel
import Settings
import Tables

struct ScoreCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Score a table through the workers; the rows come back in their order.",
        discussion: HelpText.discussion(
            """
            Reads and writes CSV, TSV or JSON Lines, as the files' names say. The output has the key column, label, score, \
            probability_CLASS …, margin, and in error why a row has no answer. Ends with 1 when a row failed.
            """,
            examples:
                "scoreline score penguins --input new.csv --output answers.csv",
            "scoreline score penguins --input - --output - --key id <new.csv"))

    @Argument(help: "The model that shall score the rows.", completion: ModelCompletion.kind)
    var model: String

    @Option(
        help: ArgumentHelp("The table; - is standard input. May be a pipe that stays open.", valueName: "file"),
        completion: .file())
    var input: String?

    @Option(help: ArgumentHelp("Where the answers go; - is standard output.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Column that names the rows; it is kept in the output.", valueName: "column"))
    var key: String?

    @Option(help: ArgumentHelp("Outputs with commas: label, score, probabilities, margin.", valueName: "list"))
    var outputs: String?

    @Option(help: ArgumentHelp("Rows in one job. Default 100.", valueName: "n"))
    var jobRows: String?

    @Option(help: ArgumentHelp("How long no answer may come. Default 300.", valueName: "seconds"))
    var timeout: String?

    @Option(
        help: ArgumentHelp(
            "Push no more while so many jobs or more are pending. Several producers may pass it together.",
            valueName: "n"))
    var maxPending: String?

    @Flag(help: "Print the summary as JSON; on standard error when the rows go to standard output.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings([
            "input": input, "output": output, "key": key, "outputs": outputs, "job-rows": jobRows, "timeout": timeout,
            "max-pending": maxPending, "json": json.asSetting,
        ])
        let isJSON = try settings.isOn("json")
        let files = try TableTask(settings)
        let scoring = try ScoreSettings(settings)
        let keys = try settings.keyspace.model(model)
        var connection = try settings.connect(for: keys)
        let live = try LiveModel.served(keys, showsProgress: !isJSON, &connection)
        let columns = try OutputColumns(live.manifest, live.outputs, wanted: scoring.outputs)
        let reader = try files.openInput()
        let keyColumn = try files.keyColumn(in: reader)
        try files.checkColumns(of: reader, features: live.manifest.features)
        let table = try OutputTable.open(files.output, key: files.key, columns: columns)
        let name = "score-" + RandomName.hexadecimal(32)
        let channel = JobChannel(
            connection, keys: keys, reply: name, answersPerRead: scoring.answersPerRead,
            maximumPending: scoring.maximumPending)
        var run = ScoreRun(
            reader, table, channel, name: name, keys: keys, model: live, columns: columns, key: keyColumn,
            settings: scoring, showsProgress: !isJSON && files.showsProgress)
        let start = ContinuousClock.now
        try run.run()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let tally = run.tally
        try run.close()
        if isJSON {
            try ScoreTally.write(tally.json(seconds: seconds).line, output: files.output)
        } else {
            StandardError.write(tally.sentence(seconds: seconds) + "\n")
        }
        guard tally.failed == 0 else {
            throw ProgramFailure.rows(failed: tally.failed, of: tally.rows, output: files.output)
        }
    }
}
