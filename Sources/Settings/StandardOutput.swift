import Glibc

/// What a command reports, complete when `write` returns.
package enum StandardOutput {
    package static func write(_ text: String) throws(ProgramFailure) { try write(Array(text.utf8)) }

    package static func write(_ bytes: [UInt8]) throws(ProgramFailure) {
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
