import ArgumentParser
import JSONBytes
import Keyspace
import Monitoring
import Redis
import Settings
import Steering

struct AuditCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Who did what to a model, the newest first.",
        discussion:
            "What scoreline and the dashboard did; training and publishing by scoreline-trainer is in models list.")

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("Most entries to show. Default 20.", valueName: "n"))
    var count: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["count": count, "json": json.asSetting])
        let most = try settings.value(.integer("count", default: 20, in: 1...1_000_000))
        let isJSON = try settings.isOn("json")
        let keys = try settings.keyspace.model(model)
        var connection = try settings.connect(for: keys)
        let entries = try AuditLog(keys: keys).newest(most, &connection)
        if entries.isEmpty, !isJSON { UnknownModel.warn(keys, &connection) }
        try StandardOutput.write(
            isJSON ? AuditEntry.json(entries, model: model).line : Self.text(entries, model))
    }

    private static func text(_ entries: [AuditEntry], _ model: String) -> String {
        guard !entries.isEmpty else { return "Nothing was done to \(model).\n" }
        var table = TextTable(
            ["TIME", "WHO", "FROM", "ACTION", "OBJECT", "OUTCOME", "DETAIL"],
            yielding: ["DETAIL", "OBJECT", "FROM"], optional: ["FROM", "DETAIL"])
        for entry in entries {
            table.append(
                [PointInTime.text(milliseconds: entry.milliseconds)]
                    + [entry.who, entry.place, entry.act, entry.object, entry.outcome?.rawValue ?? "?", entry.detail]
                    .map { VisibleText.line($0, most: 1000) })
        }
        return table.text(columns: StandardOutput.columns)
    }
}
