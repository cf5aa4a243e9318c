import ArgumentParser
import JSONBytes
import Keyspace
import ModelFile
import ModelRegistry
import Monitoring
import Redis
import ScoringModel
import Settings

struct ModelsShowCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "What a version takes, answers and comes from.")

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Argument(help: "The version; without it the live one.")
    var version: Int?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let keys = try settings.keyspace.model(model)
        var connection = try settings.connect(for: keys)
        let live = try LiveModel(
            keys, version: version, showsProgress: try !settings.isOn("json"), &connection)
        let registry = ModelRegistry(keys: keys)
        let stored = try registry.versions(&connection).first { $0.number == live.version }
        let card = ModelCard(
            model, version: live.version, ModelOutline(live.manifest, live.predictor), stored: stored,
            pointer: try registry.pointer(&connection))
        try StandardOutput.write(settings.isOn("json") ? card.json.line : card.text)
    }
}
