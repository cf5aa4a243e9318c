import ArgumentParser
import Chaos

struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "Runs each fault alone.")

    @Option(name: .long, help: ArgumentHelp("Only this fault; repeat it for several.", valueName: "name"))
    var only: [String] = []

    @Option(name: .long, help: ArgumentHelp("Lease of the workers. Default: theirs.", valueName: "seconds"))
    var lease: Int?

    func run() throws {
        for fault in Fault.allCases where only.isEmpty || only.contains(fault.rawValue) {
            let verdict = try Trial(fault, lease: lease).run()
            print("\(fault.rawValue): \(verdict.jobs) jobs, \(verdict.lost) lost, \(verdict.duplicated) twice, recovery \(verdict.recovery.map { "\($0)" } ?? "-")")
            for line in verdict.log { print("    \(line)") }
            for violation in verdict.violations { print("    VIOLATED \(violation)") }
        }
    }
}
