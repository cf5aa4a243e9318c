package import JSONBytes

/// Something about a model that an operator should know: one sentence, and the way out.
package struct Concern: Sendable, Equatable {
    /// What it is about; the name in JSON.
    package enum Kind: String, Sendable, CaseIterable {
        case paused
        case noVersion = "no_version"
        case noWorker = "no_worker"
        case nothingServed = "nothing_served"
        case refused
        case loading
        case reloading
        case resultsFull = "results_full"
        case waiting
        case suspects
        case dead
        case memory
        case drift
    }

    package enum Severity: String, Sendable, Comparable {
        /// Worth a look when there is time.
        case note
        /// Scoring goes on, but not as it should.
        case warning
        /// Jobs wait, and will go on waiting until somebody does something.
        case problem

        package static func < (one: Severity, other: Severity) -> Bool { one.rank < other.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .problem: 2
            }
        }
    }

    package let kind: Kind
    package let severity: Severity
    /// What is the case, as a sentence.
    package let sentence: String
    /// What to do, as a sentence.
    package let remedy: String
    /// The command that does it, or looks further; nil where none can.
    package let command: String?

    package init(_ kind: Kind, _ severity: Severity, _ sentence: String, remedy: String, command: String?) {
        self.kind = kind
        self.severity = severity
        self.sentence = sentence
        self.remedy = remedy
        self.command = command
    }

    package var json: JSONValue {
        .object([
            .init("kind", .string(kind.rawValue)), .init("severity", .string(severity.rawValue)),
            .init("sentence", .string(sentence)), .init("remedy", .string(remedy)),
            .init("command", command.map { .string($0) } ?? .null),
        ])
    }
}
