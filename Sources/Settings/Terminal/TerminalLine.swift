import Glibc
import Synchronization

/// The line of the terminal behind standard error that is written over while work goes on; nothing where that is no
/// terminal.
///
/// There is one for the process. Whatever else is written to that terminal, by `StandardError` or `StandardOutput`, takes it
/// away first and puts it back.
package enum TerminalLine {
    private static let text = Mutex("")
    private static let erase = "\r\u{1B}[K"

    /// Whether terminals here can do more than print one line after another.
    package static let canErase = ProcessEnvironment.current["TERM"] != "dumb"

    package static let isShown = StandardError.isTerminal && canErase

    /// The columns it may take: a line that wraps can't be erased.
    package static var columns: Int { (TerminalSize(of: STDERR_FILENO)?.columns ?? 80) - 1 }

    package static func show(_ line: String) {
        guard isShown else { return }
        text.withLock { text in
            guard text != line else { return }
            text = line
            StandardError.writeAll(erase + line)
        }
    }

    /// Takes the line away.
    package static func clear() {
        text.withLock { text in
            if !text.isEmpty { StandardError.writeAll(erase) }
            text = ""
        }
    }

    /// Writes something else to the terminal. It must end with a line end.
    static func aside<Failure>(_ write: () throws(Failure) -> Void) throws(Failure) {
        guard isShown else { return try write() }
        var failure: Failure?
        text.withLock { text in
            if !text.isEmpty { StandardError.writeAll(erase) }
            do throws(Failure) { try write() } catch { failure = error }
            if !text.isEmpty { StandardError.writeAll(text) }
        }
        if let failure { throw failure }
    }
}
