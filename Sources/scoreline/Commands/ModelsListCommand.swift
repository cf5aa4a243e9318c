import ArgumentParser
import JSONBytes
import Keyspace
import ModelRegistry
import Redis
import Settings

struct ModelsListCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All models with a published version.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    private struct Entry {
        let name: String
        let pointer: ModelPointer
        let versions: [ModelVersion]
    }

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        var connection = try settings.connectAnywhere()
        let keyspace = try settings.keyspace
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

    private static func text(_ entries: [Entry], _ keyspace: Keyspace) -> String {
        if entries.isEmpty {
            return "No model is published under the prefix \(keyspace.prefix); publish one: "
                + "scoreline models publish NAME FILE\n"
        }
        var table = TextTable(["MODEL", "LIVE", "PREVIOUS", "STORED", "PUBLISHED", "BY"])
        for entry in entries {
            table.append([
                entry.name, String(entry.pointer.version), entry.pointer.previous.map { String($0) } ?? "-",
                entry.versions.map { String($0.number) }.joined(separator: " "),
                PointInTime.text(milliseconds: entry.pointer.publishedAt), entry.pointer.publishedBy,
            ])
        }
        return table.text
    }

    private static func json(_ entries: [Entry], _ broken: BrokenModels) -> String {
        let models = entries.map { entry in
            JSONValue.object([
                .init("model", .string(entry.name)), .init("version", .integer(entry.pointer.version)),
                .init("previous", entry.pointer.previous.map { .integer($0) } ?? .null),
                .init("generation", .integer(entry.pointer.generation)), .init("sha256", .string(entry.pointer.sha256)),
                .init("published_at", .string(PointInTime.text(milliseconds: entry.pointer.publishedAt))),
                .init("published_by", .string(entry.pointer.publishedBy)),
                .init(
                    "versions",
                    .array(
                        entry.versions.map { version in
                            .object([
                                .init("version", .integer(version.number)), .init("sha256", .string(version.sha256)),
                                .init("bytes", .integer(version.byteCount)),
                                .init("published_at", .string(PointInTime.text(milliseconds: version.publishedAt))),
                            ])
                        })),
            ])
        }
        return JSONValue.object([.init("models", .array(models + broken.json))]).line
    }
}
