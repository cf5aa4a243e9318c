import ArgumentParser
import JobQueue
import Keyspace
import Redis
import Settings

struct PauseCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Let workers claim no more of a model's jobs; what they hold they finish.")

    @Argument(help: "The model.")
    var model: String

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings()
        let keys = try settings.keyspace.model(model)
        var connection = try settings.connect(for: keys)
        try QueuePause.set(keys, &connection)
    }
}

struct ResumeCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let workers claim a paused model's jobs again.")

    @Argument(help: "The model.")
    var model: String

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings()
        let keys = try settings.keyspace.model(model)
        var connection = try settings.connect(for: keys)
        try QueuePause.lift(keys, &connection)
    }
}
