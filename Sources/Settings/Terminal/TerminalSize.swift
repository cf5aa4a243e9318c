import Glibc

/// Columns and lines of a terminal.
package struct TerminalSize: Equatable, Sendable {
    package let columns: Int
    package let lines: Int

    package init(columns: Int, lines: Int) {
        self.columns = columns
        self.lines = lines
    }

    /// Nil where the descriptor is no terminal, or does not tell.
    package init?(of descriptor: Int32) {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return nil
        }
        self.init(columns: Int(size.ws_col), lines: Int(size.ws_row))
    }
}
