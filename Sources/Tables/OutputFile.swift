import Glibc

/// A file or pipe that is written from front to back through one buffer.
///
/// A reader that has gone is an error of the next write: programs ignore SIGPIPE.
package struct OutputFile: ~Copyable {
    private static let capacity = 1 << 16

    /// For messages.
    package let name: String
    /// -1 once closed.
    private var descriptor: Int32
    private let isOwned: Bool
    private var waiting: [UInt8] = []

    /// Creates or empties the file of a path, `-` being standard output.
    package init(_ path: String) throws(TableError) {
        isOwned = path != "-"
        name = isOwned ? path : "standard output"
        descriptor = isOwned ? unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) : STDOUT_FILENO
        guard descriptor >= 0 else { throw TableError(name, "can't be written", errno: errno) }
    }

    deinit { if isOwned, descriptor >= 0 { Glibc.close(descriptor) } }

    package mutating func write(_ bytes: [UInt8]) throws(TableError) {
        waiting.append(contentsOf: bytes)
        if waiting.count >= Self.capacity { try flush() }
    }

    package mutating func flush() throws(TableError) {
        var written = 0
        while written < waiting.count {
            let count = unsafe waiting.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
            }
            if count >= 0 {
                written += count
                continue
            }
            let code = errno
            switch code {
            case EINTR: break
            case EAGAIN:
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&entry, 1, 1000)
            default: throw TableError(name, "can't be written", errno: code)
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Flushes and closes; some file systems report a full disk only now.
    package consuming func close() throws(TableError) {
        try flush()
        guard isOwned else { return }
        let closed = descriptor
        descriptor = -1
        if Glibc.close(closed) != 0 { throw TableError(name, "can't be written", errno: errno) }
    }
}
