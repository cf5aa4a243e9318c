import ArgumentParser
import Glibc
import JSONBytes
import Keyspace
import ModelRegistry
import Monitoring
import Redis
import Settings

struct StatusCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Queues, versions and workers of one model or of all.")

    @Argument(help: "The model; without it all that have keys.")
    var model: String?

    @Flag(help: "Show it again every second until the command is stopped.")
    var watch = false

    @Flag(help: "Print JSON: the model's object, or an object with all in models.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["watch": watch.asSetting, "json": json.asSetting])
        let isJSON = try settings.isOn("json")
        let repeats = try settings.isOn("watch")
        let keyspace = try settings.keyspace
        var connection = try model.map { try settings.connect(for: keyspace.model($0)) } ?? settings.connectAnywhere()
        while true {
            var broken = BrokenModels()
            let report = try report(keyspace, isJSON: isJSON, &connection, &broken)
            let clear = repeats && !isJSON && isatty(STDOUT_FILENO) == 1 ? "\u{1B}[H\u{1B}[2J" : ""
            try StandardOutput.write(clear + report)
            guard repeats else { return try broken.end() }
            Pause.wait(.seconds(1))
        }
    }

    private func report(
        _ keyspace: Keyspace, isJSON: Bool, _ connection: inout RedisConnection, _ broken: inout BrokenModels
    ) throws -> String {
        if let model {
            let report = try ModelStatus.read(keyspace.model(model), &connection)
            return isJSON ? report.json.line : report.text
        }
        var reports: [ModelStatus] = []
        for name in try ModelNames.find(keyspace, connection.configuration) {
            let keys = try keyspace.model(name)
            try connection.move(toSlotOf: keys.jobs)
            do throws(RegistryError) { reports.append(try ModelStatus.read(keys, &connection)) } catch {
                try broken.note(name, error)
            }
        }
        if isJSON { return JSONValue.object([.init("models", .array(reports.map(\.json) + broken.json))]).line }
        if reports.isEmpty, broken.isEmpty {
            return "No model has keys under the prefix \(keyspace.prefix); publish one: "
                + "scoreline models publish NAME FILE\n"
        }
        return reports.map(\.text).joined(separator: "\n")
    }
}
