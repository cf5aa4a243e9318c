import ArgumentParser

struct ChaosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scoreline-chaos",
        abstract: "Lets everything go wrong around real workers, and counts what is lost, doubled and late.",
        subcommands: [TableCommand.self, MixCommand.self, MutantsCommand.self, SoakCommand.self])
}
