import ArgumentParser
import JSONBytes
import JobQueue
import Keyspace
import Redis
import Settings
import Steering

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
        let choice = try selection.choice()
        let keys = try settings.keyspace.model(selection.model)
        var connection = try settings.connect(for: keys)
        var tally = DeadTally()
        var bar = try DeadSelection.bar(
            choice, doing: "discarding", of: DeadJobs(keys: keys), isShown: !isJSON, &connection)
        do {
            defer { bar.clear() }
            try Steering(keys, by: .caller()).discard(choice, &tally, progress: { bar.show($0) }, &connection).warned()
        }
        let (discarded, missing) = (tally.changed, tally.missing)
        try StandardOutput.write(
            isJSON
                ? JSONValue.object([
                    .init("discarded", .integer(discarded)), .init("missing", .array(missing.map { .string($0.text) })),
                ]).line : DeadSelection.line("discarded", tally, choice, of: keys.name))
        if !missing.isEmpty { throw DeadSelection.absent(missing, of: selection.model) }
    }
}
