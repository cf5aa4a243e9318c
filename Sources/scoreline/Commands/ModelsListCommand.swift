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

    private struct Entry {
        let name: String
        let pointer: ModelPointer
        let versions: [ModelVersion]

        var movement: String? { versions.first { $0.number == pointer.version }?.movement(pointer) }
    }

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let keyspace = try settings.keyspace
        if let model { return try show(keyspace.model(model), settings) }
        var connection = try settings.connectAnywhere()
        var entries: [Entry] = []
        var broken = BrokenModels()
        for name in try ModelNames.find(keyspace, settings.redis) {
            let keys = try keyspace.model(name)
            try connection.move(toSlotOf: keys.jobs)
            let registry = ModelRegistry(keys: keys)
            do throws(RegistryError) {
                guard let pointer = try registry.pointer(&connection) else { continue }
                entries.append(Entry(name: name, pointer: pointer, versions: try registry.versions(&connection)))
            } catch {
                try broken.note(name, error)
            }
        }
        if try settings.isOn("json") {
            try StandardOutput.write(Self.json(entries, broken))
        } else if !entries.isEmpty || broken.isEmpty {
            try StandardOutput.write(Self.text(entries, keyspace))
        }
        try broken.end()
    }

    private func show(_ keys: ModelKeys, _ settings: CommandSettings) throws {
        var connection = try settings.connect(for: keys)
        let registry = ModelRegistry(keys: keys)
        guard let pointer = try registry.pointer(&connection) else { throw registry.noModel() }
        let entry = Entry(name: keys.name, pointer: pointer, versions: try registry.versions(&connection))
        let isJSON = try settings.isOn("json")
        try StandardOutput.write(isJSON ? Self.json(entry).line : Self.text(entry))
    }

    private static func text(_ entry: Entry) -> String {
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

    private static func text(_ entries: [Entry], _ keyspace: Keyspace) -> String {
        if entries.isEmpty {
            return "No model is published under the prefix \(keyspace.prefix); publish one: "
                + "scoreline models publish NAME FILE\n"
        }
        var table = TextTable(
            ["MODEL", "LIVE", "PREVIOUS", "STORED", "SINCE", "BY", "HOW"], numbers: ["LIVE", "PREVIOUS"],
            yielding: ["STORED", "BY"])
        for entry in entries {
            table.append([
                entry.name, String(entry.pointer.version), entry.pointer.previous.map { String($0) } ?? "-",
                entry.versions.map { String($0.number) }.joined(separator: " "),
                PointInTime.text(milliseconds: entry.pointer.publishedAt), entry.pointer.publishedBy,
                entry.movement ?? "-",
            ])
        }
        return table.text(columns: StandardOutput.columns)
    }

    private static func json(_ entries: [Entry], _ broken: BrokenModels) -> String {
        JSONValue.object([.init("models", .array(entries.map(json) + broken.json))]).line
    }

    private static func json(_ entry: Entry) -> JSONValue {
        .object([
            .init("model", .string(entry.name)), .init("version", .integer(entry.pointer.version)),
            .init("previous", entry.pointer.previous.map { .integer($0) } ?? .null),
            .init("generation", .integer(entry.pointer.generation)), .init("sha256", .string(entry.pointer.sha256)),
            .init("published_at", .string(PointInTime.text(milliseconds: entry.pointer.publishedAt))),
            .init("published_by", .string(entry.pointer.publishedBy)),
            .init("how", entry.movement.map { .string($0) } ?? .null),
            .init(
                "versions",
                .array(
                    entry.versions.map { version in
                        .object([
                            .init("version", .integer(version.number)), .init("sha256", .string(version.sha256)),
                            .init("bytes", .integer(version.byteCount)),
                            .init("published_at", .string(PointInTime.text(milliseconds: version.publishedAt))),
                            .init("published_by", version.publishedBy.map { .string($0) } ?? .null),
                            .init("how", version.how.map { .string($0.rawValue) } ?? .null),
                        ])
                    })),
        ])
    }
}
