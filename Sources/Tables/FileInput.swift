import Glibc

/// A file, pipe or terminal.
package final class FileInput: ByteInput {
    package let name: String
    /// Nil for pipes and terminals.
    package let size: Int?
    private let descriptor: Int32
    private let isOwned: Bool
    private let pieceSize: Int

    /// Opens a path, `-` being standard input. A FIFO blocks until someone writes to it. At most `piece` bytes are read at
    /// a time.
    package init(_ path: String, piece: Int = 1 << 18) throws(TableError) {
        let isStandard = path == "-"
        let name = isStandard ? "standard input" : path
        let descriptor = isStandard ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TableError(name, "can't be opened", errno: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, (status.st_mode & S_IFMT) != S_IFDIR else {
            if !isStandard { close(descriptor) }
            throw TableError("\(name) is a folder, not a file")
        }
        self.name = name
        self.descriptor = descriptor
        isOwned = !isStandard
        size = (status.st_mode & S_IFMT) == S_IFREG ? Int(status.st_size) : nil
        pieceSize = piece
    }

    deinit { if isOwned { close(descriptor) } }

    package func isReadable(within limit: Duration) throws(TableError) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let count = unsafe poll(&entry, 1, Int32(clamping: Int(limit / .milliseconds(1))))
        if count < 0, errno != EINTR { throw TableError(name, "can't be waited for", errno: errno) }
        return count > 0
    }

    package func next() throws(TableError) -> [UInt8]? {
        while true {
            var code: Int32 = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: pieceSize) { buffer, count in
                let result = unsafe read(descriptor, buffer.baseAddress, pieceSize)
                if result < 0 { code = errno }
                count = max(0, result)
            }
            switch code {
            case 0: return bytes.isEmpty ? nil : bytes
            case EINTR: break
            case EAGAIN: _ = try isReadable(within: .seconds(1))
            default: throw TableError(name, "can't be read", errno: code)
            }
        }
    }
}
