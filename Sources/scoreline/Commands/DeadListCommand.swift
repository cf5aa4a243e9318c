import ArgumentParser
import JSONBytes
import JobQueue
import Keyspace
import Monitoring
import Redis
import Settings

struct DeadListCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The jobs that were given up, the newest first.")

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("Most entries to show. Default 20.", valueName: "n"))
    var count: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["count": count, "json": json.asSetting])
        let most = try settings.value(.integer("count", default: 20, in: 1...1_000_000))
        let isJSON = try settings.isOn("json")
        let dead = DeadJobs(keys: try settings.keyspace.model(model))
        var connection = try settings.connect(for: dead.keys)
        let list = try DeadList.read(dead, most: most, &connection)
        if list.total == 0, !isJSON { UnknownModel.warn(dead.keys, &connection) }
        try StandardOutput.write(
            isJSON ? list.json.line : DeadReport.text(list.entries, of: list.total, model: model))
    }
}
