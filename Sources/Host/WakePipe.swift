import Glibc

/// A pipe that wakes whoever polls its end: written from any thread, and from a signal's handler. Neither end blocks.
package final class WakePipe: Sendable {
    /// Readable from a `send` on until what was sent is `received`.
    package let readEnd: Int32
    /// For handlers, which may touch little more than an atomic and `write`.
    package let writeEnd: Int32

    package init() {
        var ends: [Int32] = [-1, -1]
        let made = unsafe pipe(&ends)
        precondition(made == 0, "no file descriptor is left for a pipe")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    package func send(_ byte: UInt8 = 1) { Self.send(byte, to: writeEnd) }

    /// The same for who has only the descriptor. Leaves `errno` as it was.
    package static func send(_ byte: UInt8, to writeEnd: Int32) {
        let saved = errno
        var byte = byte
        // Fails only when 64 KiB wait already, which wake just as well.
        _ = unsafe write(writeEnd, &byte, 1)
        errno = saved
    }

    /// What was sent, up to 256 bytes of it; waits for nothing.
    @discardableResult
    package func received() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(readEnd, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}
