import ArgumentParser
import Chaos

struct SoakCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak", abstract: "Lets faults happen for a long time and looks for what grows.")

    @Option(name: .long, help: ArgumentHelp("How long.", valueName: "n"))
    var seconds = 3600

    @Option(name: .long, help: ArgumentHelp("The seed of the faults.", valueName: "n"))
    var seed: UInt64 = 1

    func run() throws {
        var report = Report()
        report.tell("soak", try Soak(seed: seed, duration: .seconds(seconds)).run { print($0) })
        try report.end()
    }
}
