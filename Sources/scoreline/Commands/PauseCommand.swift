import ArgumentParser
import JSONBytes
import Keyspace
import Redis
import Settings
import Steering

struct PauseCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Let workers claim no more of a model's jobs; what they hold they finish.",
        discussion: "It lasts until scoreline resume, over restarts of workers. Producers can go on pushing.")

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let isJSON = try settings.isOn("json")
        let keys = try settings.keyspace.model(model)
        var connection = try settings.connect(for: keys)
        // Doing it twice is doing it once.
        try Steering(keys, by: .caller(), patience: .seconds(30)).pause(&connection).warned()
        UnknownModel.warn(keys, &connection)
        if isJSON { try PauseReport.write(model, isPaused: true) }
    }
}

struct ResumeCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let workers claim a paused model's jobs again.")

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let isJSON = try settings.isOn("json")
        let keys = try settings.keyspace.model(model)
        var connection = try settings.connect(for: keys)
        // Doing it twice is doing it once.
        try Steering(keys, by: .caller(), patience: .seconds(30)).resume(&connection).warned()
        if isJSON { try PauseReport.write(model, isPaused: false) }
    }
}

private enum PauseReport {
    static func write(_ model: String, isPaused: Bool) throws {
        try StandardOutput.write(
            JSONValue.object([.init("model", .string(model)), .init("paused", .boolean(isPaused))]).line)
    }
}
