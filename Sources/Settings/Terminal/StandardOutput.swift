import Glibc

/// What a command reports, complete when `write` returns.
package enum StandardOutput {
    package static let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Columns that a table may take: what COLUMNS says, else what the terminal says. Nil, for no bound, where standard
    /// output is no terminal: what reads a file or a pipe shall find all of it.
    package static var columns: Int? {
        guard isTerminal else { return nil }
        if let columns = ProcessEnvironment.current["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
        return TerminalSize(of: STDOUT_FILENO)?.columns
    }

    package static func write(_ text: String) throws(ProgramFailure) { try write(Array(text.utf8)) }

    package static func write(_ bytes: [UInt8]) throws(ProgramFailure) {
        guard isTerminal else { return try writeAll(bytes) }
        try TerminalLine.aside { () throws(ProgramFailure) in try writeAll(bytes) }
    }

    private static func writeAll(_ bytes: [UInt8]) throws(ProgramFailure) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    STDOUT_FILENO, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw ProgramFailure(
                    .workFailed, "standard output can't be written: \(unsafe String(cString: strerror(errno)))")
            }
            written += count
        }
    }
}
