import Glibc
package import Logging
import Synchronization

/// Writes each record as one line. Without Foundation, unlike most handlers; any thread.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel = Logger.Level.info
    private let format: LogFormat
    private let time: @Sendable () -> Int
    private let write: @Sendable ([UInt8]) -> Void

    /// On standard error.
    package init(_ format: LogFormat) {
        self.init(format, time: Self.now, write: StandardErrorLines.write)
    }

    /// `time` gives ms since 1970.
    init(_ format: LogFormat, time: @escaping @Sendable () -> Int, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.format = format
        self.time = time
        self.write = write
    }

    /// Of the host's clock.
    @Sendable private static func now() -> Int {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        // What is said closer to the event wins.
        var fields = metadataProvider?.get() ?? [:]
        fields.merge(metadata) { $1 }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error, fields["error"] == nil { fields["error"] = "\(error)" }
        let record = LogRecord(time: time(), level: event.level, message: "\(event.message)", fields: fields)
        write(record.line(format))
    }
}

/// Lines of several threads, whole and one after the other.
enum StandardErrorLines {
    private static let lock = Mutex(())

    /// Blocks while nobody reads. A stream that is closed loses the line: there is nowhere left to say so.
    static func write(_ line: [UInt8]) {
        lock.withLock { _ in
            var sent = 0
            while sent < line.count {
                let count = unsafe line.span.extracting(sent...).withUnsafeBytes { buffer in
                    unsafe Glibc.write(STDERR_FILENO, buffer.baseAddress, buffer.count)
                }
                if count > 0 {
                    sent += count
                } else if errno == EAGAIN {
                    var entry = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
                    _ = unsafe poll(&entry, 1, -1)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
