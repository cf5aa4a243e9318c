/// Which entries of `dead` are meant: all whose reason or whose job's id contains a text, upper and lower case alike.
package struct DeadFilter: Sendable, Equatable {
    /// Longer texts are cut.
    private static let longest = 512

    /// Empty: every entry.
    package let text: String
    private let needle: String

    package init(_ text: String) {
        self.text = String(text.prefix(Self.longest))
        needle = self.text.lowercased()
    }

    package static let everything = DeadFilter("")

    /// How much of a job a walk must read for `matches`.
    package var jobBytes: Int { needle.isEmpty ? 0 : DeadJobs.headBytes }

    package func matches(_ entry: DeadEntry) -> Bool {
        needle.isEmpty
            || [entry.reason, entry.jobID].contains { $0?.lowercased().contains(needle) == true }
    }
}
