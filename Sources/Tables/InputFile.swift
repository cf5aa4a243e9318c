import Glibc

/// A file, pipe or terminal that is read from front to back through one buffer.
struct InputFile: ~Copyable {
    /// For messages.
    let name: String
    private let descriptor: Int32
    private let isOwned: Bool
    /// Bytes of a regular file; nil for pipes and terminals.
    let size: Int?
    /// Bytes that were skipped since the start.
    private(set) var offset = 0
    private var bytes: [UInt8]
    private var filled = 0
    private var position = 0

    /// Opens a path, `-` being standard input. A FIFO blocks until someone writes to it.
    init(_ path: String, buffer size: Int) throws(TableError) {
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
        self.size = (status.st_mode & S_IFMT) == S_IFREG ? Int(status.st_size) : nil
        bytes = Array(repeating: 0, count: size)
    }

    deinit { if isOwned { close(descriptor) } }

    /// What was read and not skipped.
    var unread: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span.extracting(position..<filled) }
    }

    mutating func skip(_ count: Int) {
        position += count
        offset += count
    }

    /// Whether reading would not block: bytes are there, or the end is.
    func isReadable(within limit: Duration) throws(TableError) -> Bool {
        if position < filled { return true }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let count = unsafe poll(&entry, 1, Int32(clamping: Int(limit / .milliseconds(1))))
        if count < 0, errno != EINTR { throw TableError(name, "can't be waited for", errno: errno) }
        return count > 0
    }

    /// Reads more bytes behind the unread ones; false at the end. Blocks until there are some.
    mutating func refill() throws(TableError) -> Bool {
        if position == filled { (position, filled) = (0, 0) }
        let start = filled
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
            }
            if count >= 0 {
                filled += count
                return count > 0
            }
            switch errno {
            case EINTR: break
            case EAGAIN: _ = try isReadable(within: .seconds(1))
            default: throw TableError(name, "can't be read", errno: errno)
            }
        }
    }
}
