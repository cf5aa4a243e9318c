import Glibc

/// Writes whole lines to a file descriptor that may be full, slow, or closed at its other end.
struct DescriptorWriter {
    /// A pipe that can be written to takes so many bytes without making the writer wait.
    private static let pieceBytes = 4096

    /// What is still to be written of a line that was begun, so that no other is put into it.
    private(set) var rest: [UInt8] = []

    /// A new file, or a new reader of a pipe: nothing is begun there.
    mutating func startOver() { rest.removeAll() }

    mutating func write(
        _ lines: PredictionLines, to descriptor: Int32, isOver: () -> Bool, onStall: (String) -> Void
    ) -> SinkAnswer {
        if !rest.isEmpty {
            let (sent, problem) = Self.send(rest, to: descriptor, isOver, onStall)
            rest.removeFirst(sent)
            guard problem == nil else { return SinkAnswer(written: 0, problem: problem) }
        }
        let bytes = lines.bytes
        let (sent, problem) = Self.send(bytes, to: descriptor, isOver, onStall)
        guard problem != nil else { return SinkAnswer(written: lines.count, problem: nil) }
        var whole = lines.ends.firstIndex { $0 > sent } ?? lines.count
        let start = whole == 0 ? 0 : lines.ends[whole - 1]
        if sent > start {
            rest = Array(bytes[sent..<lines.ends[whole]])
            whole += 1
        }
        return SinkAnswer(written: whole, problem: problem)
    }

    /// Why nothing can be written to standard output; nil when it can.
    static func problem(ofStandardOutput: Void) -> String? {
        // The number of a stream that is closed goes to whatever is opened next, such as an event queue of the runtime.
        var status = stat()
        let flags = fcntl(STDOUT_FILENO, F_GETFL)
        let known = [S_IFIFO, S_IFREG, S_IFCHR, S_IFSOCK]
        guard flags >= 0, unsafe fstat(STDOUT_FILENO, &status) == 0, known.contains(status.st_mode & S_IFMT) else {
            return "standard output is closed"
        }
        return flags & O_ACCMODE == O_RDONLY ? "standard output can't be written to" : nil
    }

    private static func send(
        _ bytes: [UInt8], to descriptor: Int32, _ isOver: () -> Bool, _ onStall: (String) -> Void
    ) -> (sent: Int, problem: String?) {
        var sent = 0
        while sent < bytes.count {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = unsafe poll(&entry, 1, 100)
            if ready == 0 || (ready < 0 && errno == EINTR) {
                if isOver() { return (sent, "its reader takes nothing") }
                if ready == 0 { onStall("its reader takes nothing") }
                continue
            }
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress.map { unsafe $0 + sent }, min(pieceBytes, bytes.count - sent))
            }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return (sent, unsafe String(cString: strerror(errno))) }
            sent += count
        }
        return (sent, nil)
    }
}
