import ArgumentParser
import JobQueue
import Keyspace
import Redis
import Settings
import Steering

/// Which entries a command is to change: named ones, or all.
struct DeadSelection: ParsableArguments {
    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Argument(help: ArgumentHelp("Entries, as dead list names them.", valueName: "id"))
    var ids: [String] = []

    // No layer below the command line may say it: a variable left over must not empty a list.
    @Flag(help: "Every entry that is there when the command starts. Only the command line can say it.")
    var all = false

    func choice() throws -> DeadChoice {
        guard all != !ids.isEmpty else {
            throw SettingsError(
                all ? "name entries or say --all, not both" : "name an entry, or say --all for every one")
        }
        return all ? .matching(.everything) : .entries(try ids.map { try Self.entry($0) })
    }

    /// How far a change of `choice` is, on the terminal's line.
    static func bar(
        _ choice: DeadChoice, doing: String, of dead: DeadJobs, isShown: Bool, _ connection: inout RedisConnection
    ) throws(RedisError) -> ProgressBar {
        let total: Int
        switch choice {
        case .entries(let ids): total = ids.count
        case .matching: total = try dead.count(&connection)
        }
        return ProgressBar(.things("entries"), doing: doing, total: total, isShown: isShown)
    }

    /// The command's line for people; `done` is what was done to them.
    static func line(_ done: String, _ tally: DeadTally, _ choice: DeadChoice, of model: String) -> String {
        let isEmpty = tally.changed == 0 && tally.left.isEmpty && choice == .matching(.everything)
        return "\(done) \(tally.changed)" + (isEmpty ? ": no job of \(model) was given up" : "") + "\n"
    }

    static func entry(_ text: String) throws -> DeadEntryID {
        guard let id = DeadEntryID(text) else {
            throw SettingsError(
                "\"\(VisibleText.line(text))\" is no entry's id, such as 1748253600000-0; see scoreline dead list")
        }
        return id
    }

    /// Says which named entries are not there, and how that can be.
    static func absent(_ ids: [DeadEntryID], of model: String) -> ProgramFailure {
        let names = ids.prefix(10).map(\.text).joined(separator: ", ") + (ids.count > 10 ? " …" : "")
        return ProgramFailure(
            .workFailed,
            "there is no entry \(names) in the dead jobs of \(model); it was retried, discarded or trimmed: "
                + "see scoreline dead list \(model)")
    }
}
