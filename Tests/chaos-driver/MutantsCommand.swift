import ArgumentParser
import Chaos
import Foundation

struct MutantsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutants", abstract: "Puts bugs into the scripts; each must be found. Writes them to the document."
    )

    @Option(name: .long, help: ArgumentHelp("Only this script; repeat it for several.", valueName: "name"))
    var only: [String] = []

    @Option(name: .long, help: ArgumentHelp("Lease of the workers.", valueName: "seconds"))
    var lease = 1

    func run() throws {
        var rows: [String] = []
        var escaped = 0
        for mutant in Mutant.all where only.isEmpty || only.contains(mutant.script) {
            guard let (fault, violation) = try mutant.hunt(lease: lease) else {
                print("\(mutant.script) \(mutant.bug): NOT FOUND")
                fflush(nil)
                escaped += 1
                continue
            }
            print("\(mutant.script) \(mutant.bug): \(fault.rawValue): \(violation)")
            fflush(nil)
            rows.append("| `\(mutant.script)` | \(mutant.bug) | \(fault.sentence) | \(violation.invariant.rawValue) |")
        }
        if only.isEmpty {
            let head = "| script | bug | found under | because it does not hold that |\n|---|---|---|---|\n"
            try Report.rewrite { try DocumentPart.mutants.replaced(in: $0, by: head + rows.joined(separator: "\n")) }
        }
        if escaped > 0 { throw ExitCode.failure }
    }
}
