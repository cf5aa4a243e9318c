import Glibc

/// Text for people, beside the output that machines read.
package enum StandardError {
    package static let isTerminal = isatty(STDERR_FILENO) == 1

    package static func write(_ text: String) { TerminalLine.aside { writeAll(text) } }

    static func writeAll(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
