/// One line on standard error that is written over while work goes on; nothing where that is no terminal.
package struct TerminalLine: Sendable {
    private let isTerminal = StandardError.isTerminal
    private var written: ContinuousClock.Instant?
    private static let erase = "\r\u{1B}[K"

    package init() {}

    /// Whether somebody sees it, who has had the time to read what stands there.
    package var isDue: Bool {
        // More often than ten times a second is more than people can read.
        guard isTerminal, let written else { return isTerminal }
        return .now - written >= .milliseconds(100)
    }

    package mutating func write(_ text: String) {
        guard isTerminal else { return }
        StandardError.write(Self.erase + text)
        written = .now
    }

    /// Takes the line away.
    package mutating func clear() {
        if written != nil { StandardError.write(Self.erase) }
        written = nil
    }
}
