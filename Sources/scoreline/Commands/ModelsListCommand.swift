import ArgumentParser
import JSONBytes
import Keyspace
import ModelRegistry
import Monitoring
import Redis
import Settings

struct ModelsListCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All models with a published version, or all versions of one.")

    @Argument(help: "The model; without it all models.", completion: ModelCompletion.kind)
    var model: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let keyspace = try settings.keyspace
        if let model { return try show(keyspace.model(model), settings) }
        var connection = try settings.connectAnywhere()
        var entries: [PublishedVersions] = []
        var broken = BrokenModels()
        for name in try ModelNames.find(keyspace, settings.redis) {
            let keys = try keyspace.model(name)
            try connection.move(toSlotOf: keys.jobs)
            do throws(RegistryError) {
                if let entry = try PublishedVersions.read(keys, &connection) { entries.append(entry) }
            } catch {
                try broken.note(name, error)
            }
        }
        if try settings.isOn("json") {
            try StandardOutput.write(
                JSONValue.object([.init("models", .array(entries.map(\.json) + broken.json))]).line)
        } else if !entries.isEmpty || broken.isEmpty {
            try StandardOutput.write(Self.text(entries, keyspace))
        }
        try broken.end()
    }

    private func show(_ keys: ModelKeys, _ settings: CommandSettings) throws {
        var connection = try settings.connect(for: keys)
        guard let entry = try PublishedVersions.read(keys, &connection) else {
            throw UnknownModel.failure(keys, &connection)
        }
        let isJSON = try settings.isOn("json")
        try StandardOutput.write(isJSON ? entry.json.line : Self.text(entry))
    }

    private static func text(_ entry: PublishedVersions) -> String {
        var table = TextTable(
            ["VERSION", "STATE", "PUBLISHED", "BY", "HOW", "BYTES", "SHA-256"], numbers: ["VERSION", "BYTES"],
            yielding: ["SHA-256", "BY"], optional: ["SHA-256"])
        let pointer = entry.pointer
        for version in entry.versions {
            let state =
                version.number == pointer.version ? "live" : version.number == pointer.previous ? "previous" : "stored"
            table.append([
                String(version.number), state, PointInTime.text(milliseconds: version.publishedAt),
                version.publishedBy ?? "-", version.how?.rawValue ?? "-", String(version.byteCount),
                version.sha256,
            ])
        }
        let since = PointInTime.text(milliseconds: pointer.publishedAt)
        let way = entry.movement.map { " (\($0))" } ?? ""
        return table.text(columns: StandardOutput.columns)
            + "version \(pointer.version) is live since \(since) by \(pointer.publishedBy)\(way)\n"
    }

    private static func text(_ entries: [PublishedVersions], _ keyspace: Keyspace) -> String {
        if entries.isEmpty {
            return "No model is published under the prefix \(keyspace.prefix); publish one: "
                + "scoreline models publish NAME FILE\n"
        }
        var table = TextTable(
            ["MODEL", "LIVE", "PREVIOUS", "STORED", "SINCE", "BY", "HOW"], numbers: ["LIVE", "PREVIOUS"],
            yielding: ["STORED", "BY"])
        for entry in entries {
            table.append([
                entry.model, String(entry.pointer.version), entry.pointer.previous.map { String($0) } ?? "-",
                entry.versions.map { String($0.number) }.joined(separator: " "),
                PointInTime.text(milliseconds: entry.pointer.publishedAt), entry.pointer.publishedBy,
                entry.movement ?? "-",
            ])
        }
        return table.text(columns: StandardOutput.columns)
    }
}
