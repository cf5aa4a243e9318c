import ArgumentParser
import Chaos
import Foundation

/// Tells verdicts as they come, and fails in the end if one was bad.
struct Report {
    private var bad = 0

    mutating func tell(_ name: String, _ verdict: Verdict) {
        let recovery =
            verdict.recovery.map {
                String(format: "%.1f s", Double($0.components.seconds) + Double($0.components.attoseconds) / 1e18)
            } ?? "–"
        print(
            "\(name): \(verdict.jobs) jobs, \(verdict.lost) lost, \(verdict.duplicated) duplicated, recovery \(recovery)"
        )
        if !verdict.isGood {
            bad += 1
            for violation in verdict.violations { print("  VIOLATED \(violation)") }
            for line in verdict.log { print("    \(line)") }
        }
        fflush(nil)
    }

    func end() throws {
        guard bad == 0 else {
            print("\(bad) runs failed")
            throw ExitCode.failure
        }
    }

    static func rewrite(_ edit: (String) throws -> String) throws {
        let document = try String(contentsOfFile: ReliabilityTable.document, encoding: .utf8)
        try edit(document).write(toFile: ReliabilityTable.document, atomically: true, encoding: .utf8)
    }
}
