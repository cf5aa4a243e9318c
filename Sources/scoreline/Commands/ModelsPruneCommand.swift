import ArgumentParser
import JSONBytes
import Keyspace
import ModelRegistry
import Redis
import Settings

struct ModelsPruneCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old versions; the live and the previous one stay.")

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("Newest versions to keep. Default 10.", valueName: "n"))
    var keep: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["keep": keep, "json": json.asSetting])
        let kept = try settings.value(.integer("keep", default: 10, in: 1...10_000))
        let keys = try settings.keyspace.model(model)
        let registry = ModelRegistry(keys: keys)
        var connection = try settings.connect(for: keys)
        guard try registry.pointer(&connection) != nil else {
            throw UnknownModel.failure(keys, &connection)
        }
        let removed = try registry.prune(keeping: kept, &connection)
        try StandardOutput.write(settings.isOn("json") ? Self.json(removed) : Self.text(removed))
    }

    static func text(_ removed: [Int]) -> String {
        if removed.isEmpty { return "nothing to remove\n" }
        return "removed \(removed.map { String($0) }.joined(separator: ", "))\n"
    }

    static func json(_ removed: [Int]) -> String {
        JSONValue.object([.init("removed", .array(removed.map { .integer($0) }))]).line
    }
}
