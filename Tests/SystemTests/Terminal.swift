import Foundation
import JSONBytes
import TestSupport

/// A program in a terminal of its own, driven step by step.
enum Terminal {
    struct Outcome {
        /// The lines at each step.
        let screens: [[String]]
        let status: Int32
        /// Whether the terminal was left as it was found.
        let isRestored: Bool
        /// Every byte that the program wrote.
        let raw: String
        let wasAlternate: Bool
    }

    /// `steps` are those of terminal.py.
    static func run(
        _ stage: Stage, _ steps: String, _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Outcome {
        let script = Programs.root + "/Tests/TestSupport/Python/terminal.py"
        let process = try ChildProcess(
            "/usr/bin/env", ["python3", script, steps, try Programs.path(of: program)] + arguments,
            folder: stage.server.folder, environment: environment.merging(["SCORELINE_REDIS": stage.server.url]) { $1 })
        guard try process.wait() == 0 else { throw TestFailure("terminal.py: \(process.errors)") }
        let document = try JSONValue.parse(Array(process.output.utf8).span)
        let screens = document["screens"]?.array ?? []
        return Outcome(
            screens: screens.map { $0["lines"]?.array?.compactMap(\.string) ?? [] },
            status: Int32(document["status"]?.integer ?? -1), isRestored: document["restored"]?.boolean ?? false,
            raw: document["raw"]?.string ?? "", wasAlternate: screens.contains { $0["alternate"]?.boolean == true })
    }
}
