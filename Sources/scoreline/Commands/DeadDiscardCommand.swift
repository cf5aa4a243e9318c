import ArgumentParser
import JSONBytes
import JobQueue
import Keyspace
import Redis
import Settings

struct DeadDiscardCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Remove jobs that were given up, for good.",
        discussion: "Ends with 1 when a named entry is not there.")

    @OptionGroup var selection: DeadSelection

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let isJSON = try settings.isOn("json")
        let named = try selection.entries()
        let dead = DeadJobs(keys: try settings.keyspace.model(selection.model))
        var connection = try settings.connect(for: dead.keys)
        var discarded = 0
        var missing: [DeadEntryID] = []
        if let named {
            for id in named {
                let count = try dead.discard([id], &connection)
                discarded += count
                if count == 0 { missing.append(id) }
            }
        } else {
            var walk = DeadWalk(dead, .oldestFirst, jobBytes: 0)
            var bar = ProgressBar(.things("entries"), total: try dead.count(&connection), isShown: !isJSON)
            while case let piece = try walk.piece(&connection), !piece.isEmpty {
                discarded += try dead.discard(piece.map(\.id), &connection)
                bar.show(discarded)
            }
            bar.clear()
        }
        try StandardOutput.write(
            isJSON
                ? JSONValue.object([
                    .init("discarded", .integer(discarded)), .init("missing", .array(missing.map { .string($0.text) })),
                ]).line : "discarded \(discarded)\n")
        if !missing.isEmpty { throw DeadSelection.absent(missing, of: selection.model) }
    }
}
