/// What `--help` says of a command below its first line.
package enum HelpText {
    private static let heading = "Examples:"

    /// The text, and below it command lines as they could be typed. Manual pages give them a section of their own.
    package static func discussion(_ text: String = "", examples: String...) -> String {
        let lines = ([heading] + examples.map { "  " + $0 }).joined(separator: "\n")
        return text.isEmpty ? lines : text + "\n\n" + lines
    }

    /// The command lines of a discussion.
    package static func examples(in discussion: String) -> [String] {
        let lines = discussion.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: heading[...]) else { return [] }
        return lines[(start + 1)...].map { String($0.drop { $0 == " " }) }
    }
}
