/// The terminal's line while a piece of work goes on, with its rate and the time that is left.
///
/// Nothing is shown where standard error is no terminal. The work ends with `clear`; a program that ends with an error takes
/// the line away by itself.
package struct ProgressBar: Sendable {
    private let start = ContinuousClock.now
    private var progress: Progress
    private let isShown: Bool

    /// `isShown` is false for a command that prints JSON, and for one whose rows run over the same terminal.
    package init(_ unit: Progress.Unit, doing: String = "", total: Int? = nil, isShown: Bool = true) {
        progress = Progress(unit, doing: doing, total: total)
        self.isShown = isShown && TerminalLine.isShown
    }

    /// May be called for each thing done: it writes a few times a second. `note` says more about how it goes.
    package mutating func show(_ done: Int, fraction: Double? = nil, note: @autoclosure () -> String = "") {
        guard isShown else { return }
        let now = ContinuousClock.now
        if let line = progress.line(
            done: done, fraction: fraction, note: note(), at: now - start, columns: TerminalLine.columns)
        {
            TerminalLine.show(line)
        }
    }

    package func clear() { if isShown { TerminalLine.clear() } }
}
