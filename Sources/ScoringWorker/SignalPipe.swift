import Glibc
import Host
import Synchronization

/// SIGTERM and SIGINT, turned into calls on a thread of their own.
enum SignalPipe {
    /// What the handler writes to; a handler may touch little more than an atomic and `write`.
    private static let writeEnd = Atomic<Int32>(-1)

    /// Calls `onSignal` for each signal, the first and every later one. Once per process.
    static func install(_ onSignal: @escaping @Sendable () -> Void) {
        let pipe = WakePipe()
        writeEnd.store(pipe.writeEnd, ordering: .sequentiallyConsistent)
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in
                WakePipe.send(1, to: SignalPipe.writeEnd.load(ordering: .sequentiallyConsistent))
            }
        }
        // Never joined: it ends with the process.
        _ = BlockingThread.start {
            while true {
                var entry = pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)
                _ = unsafe poll(&entry, 1, -1)
                for _ in pipe.received() { onSignal() }
            }
        }
    }
}
