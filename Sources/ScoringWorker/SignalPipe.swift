import Glibc
import Host
import Synchronization

/// SIGTERM and SIGINT, turned into calls on a thread of their own.
enum SignalPipe {
    /// What the handler writes to; a handler may touch little more than an atomic and `write`.
    private static let writeEnd = Atomic<Int32>(-1)

    /// Calls `onSignal` for each signal, the first and every later one. Once per process.
    static func install(_ onSignal: @escaping @Sendable () -> Void) {
        var ends: [Int32] = [-1, -1]
        let made = unsafe pipe(&ends)
        precondition(made == 0, "no file descriptor is left for a pipe")
        let readEnd = ends[0]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in
                let saved = errno
                var byte: UInt8 = 1
                _ = unsafe write(SignalPipe.writeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
                errno = saved
            }
        }
        // Never joined: it ends with the process.
        _ = BlockingThread.start {
            var byte: UInt8 = 0
            while true {
                let count = unsafe read(readEnd, &byte, 1)
                if count == 1 { onSignal() } else if count == 0 || errno != EINTR { return }
            }
        }
    }
}
