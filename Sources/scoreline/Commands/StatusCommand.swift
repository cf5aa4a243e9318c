import ArgumentParser
import JSONBytes
import Keyspace
import Monitoring
import Redis
import Settings

struct StatusCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Queues, versions and workers of one model or of all.",
        discussion: HelpText.discussion(
            examples:
                "scoreline status",
            "scoreline status penguins --watch",
            "scoreline status penguins --json"))

    @Argument(help: "The model; without it all that have keys.", completion: ModelCompletion.kind)
    var model: String?

    @Flag(
        help:
            "Show it again and again: in a terminal over the whole screen until q, elsewhere one report after another.")
    var watch = false

    @Option(help: ArgumentHelp("How often --watch looks. Default 1.", valueName: "seconds"))
    var interval: String?

    @Flag(help: "Print JSON: the model's object, or an object with all in models; with --watch one in each line.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings([
            "watch": watch.asSetting, "interval": interval, "json": json.asSetting,
        ])
        let isJSON = try settings.isOn("json")
        let repeats = try settings.isOn("watch")
        let interval = try settings.value(.seconds("interval", default: .seconds(1), in: 0.1...86_400))
        guard repeats || self.interval == nil else { throw SettingsError("flag --interval: it takes --watch") }
        let keyspace = try settings.keyspace
        let keys = try model.map { try keyspace.model($0) }
        let redis = try settings.redis
        if repeats, !isJSON, StandardOutput.isTerminal, TerminalLine.canErase {
            return try Watch(redis, keyspace, keys, interval: interval).run()
        }
        if repeats {
            return try PlainWatch(redis: redis, keyspace: keyspace, model: keys, interval: interval, isJSON: isJSON)
                .run()
        }
        var reader = StatusReader(redis, keyspace, keys)
        let look = try reader.look(patience: .seconds(10))
        if let keys, !isJSON, look.models.first?.pointer == nil { try reader.warn(ofUnknown: keys) }
        try StandardOutput.write(
            isJSON
                ? look.json(ofOne: keys != nil).line
                : look.text(prefix: keyspace.prefix, columns: StandardOutput.columns))
        try look.broken.end()
    }
}
