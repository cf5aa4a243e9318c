import ArgumentParser
import Keyspace
import ModelRegistry
import Redis
import Settings

struct ModelsPruneCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old versions; the live and the previous one stay.")

    @Argument(help: "The model.")
    var model: String

    @Option(help: ArgumentHelp("Newest versions to keep. Default 10.", valueName: "n"))
    var keepVersions: String?

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["keep-versions": keepVersions])
        let kept = try settings.value(.integer("keep-versions", default: 10, in: 1...10_000))
        let registry = ModelRegistry(keys: try settings.keyspace.model(model))
        var connection = try settings.connect()
        let removed = try registry.prune(keeping: kept, &connection)
        let numbers = removed.map { String($0) }.joined(separator: ", ")
        try StandardOutput.write(removed.isEmpty ? "nothing to remove\n" : "removed \(numbers)\n")
    }
}
