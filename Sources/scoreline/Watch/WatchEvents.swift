import Glibc
import Host
import Settings
import Synchronization

/// What the view waits for, from signals, keys and the thread that reads Redis. One for the process.
struct WatchEvents {
    enum Event: Equatable {
        case resized
        /// Ctrl-C.
        case interrupted
        /// A signal that ends the program.
        case ended(Int32)
        /// Ctrl-Z.
        case stopped
        /// Something new was read.
        case looked
        case keys([Key])
        /// The terminal is gone.
        case closed
    }

    /// As long as the process: signals and the thread that reads outlive the view.
    private static let pipe = WakePipe()
    /// What the handler writes to; a handler may touch little more than an atomic and `write`.
    private static let writeEnd = Atomic<Int32>(-1)
    private static let lookByte: UInt8 = 0

    private let readsKeys = isatty(STDIN_FILENO) == 1

    init() {
        Self.writeEnd.store(Self.pipe.writeEnd, ordering: .sequentiallyConsistent)
        for number in Self.signals { Self.handle(number) }
        // Who started this program may have blocked them, and that is inherited: no key would end the view then.
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in Self.signals { unsafe sigaddset(&set, number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH]

    static func handle(_ number: Int32) {
        signal(number) { number in
            WatchEvents.send(UInt8(truncatingIfNeeded: number))
        }
    }

    /// From the thread that reads.
    static func announceLook() { send(lookByte) }

    private static func send(_ byte: UInt8) {
        WakePipe.send(byte, to: writeEnd.load(ordering: .sequentiallyConsistent))
    }

    /// Waits for something, at most that long; none when nothing came.
    func wait(upTo limit: Duration) -> [Event] {
        var entries = [pollfd(fd: Self.pipe.readEnd, events: Int16(POLLIN), revents: 0)]
        if readsKeys { entries.append(pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)) }
        _ = unsafe poll(&entries, nfds_t(entries.count), Int32(clamping: Int(limit / .milliseconds(1))))
        var events: [Event] = []
        if entries[0].revents != 0 { events += Self.pipe.received().map(Self.event) }
        if entries.count > 1, entries[1].revents != 0 {
            events.append(Self.read(STDIN_FILENO).map { .keys(Key.keys(in: $0)) } ?? .closed)
        }
        return events
    }

    private static func event(_ byte: UInt8) -> Event {
        switch Int32(byte) {
        case Int32(lookByte): .looked
        case SIGWINCH: .resized
        case SIGINT: .interrupted
        case SIGTSTP: .stopped
        case let number: .ended(number)
        }
    }

    /// What is there; nil at the end.
    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        return count > 0 ? Array(bytes[..<count]) : nil
    }
}
