import ArgumentParser
import Chaos

struct MixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mix", abstract: "Lets many faults happen together, as a seed says.")

    @Option(name: .long, help: ArgumentHelp("Only this seed.", valueName: "n"))
    var seed: UInt64?

    @Option(name: .long, help: ArgumentHelp("The seeds 1 to this.", valueName: "n"))
    var seeds: UInt64 = 3

    @Option(name: .long, help: ArgumentHelp("How long each takes, about.", valueName: "n"))
    var seconds = 60

    func run() throws {
        var report = Report()
        for seed in seed.map({ $0...$0 }) ?? 1...max(1, seeds) {
            report.tell("seed \(seed)", try Mix(FaultScript(seed: seed, seconds: seconds)).run())
        }
        try report.end()
    }
}
