import ArgumentParser
import JSONBytes
import JobQueue
import Keyspace
import Monitoring
import Redis
import Settings
import Tables

struct DeadExportCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all jobs that were given up, one JSON object a line, the oldest first.",
        discussion: HelpText.discussion(
            "The entries stay. A job that is no UTF-8 text is in job_base64 instead of job.",
            examples:
                "scoreline dead export penguins --output dead.ndjson"))

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("Where they go; - is standard output.", valueName: "file"), completion: .file())
    var output: String?

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["output": output])
        let path = try settings.required("output", "a file, or - for standard output")
        let dead = DeadJobs(keys: try settings.keyspace.model(model))
        var connection = try settings.connect(for: dead.keys)
        var walk = DeadWalk(dead, .oldestFirst, jobBytes: DeadJobs.wholeJob)
        let total = try dead.count(&connection)
        // Read before the file is emptied.
        var piece = try walk.piece(&connection)
        var file = try OutputFile(path)
        var bar = ProgressBar(
            .things("entries"), total: total, isShown: path != "-" || !StandardOutput.isTerminal)
        var written = 0
        while !piece.isEmpty {
            for entry in piece { try file.write(Array(entry.json.line.utf8)) }
            written += piece.count
            bar.show(written)
            piece = try walk.piece(&connection)
        }
        bar.clear()
        try file.close()
    }
}
