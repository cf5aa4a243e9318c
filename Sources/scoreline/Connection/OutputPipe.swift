import Glibc
import Settings

/// The writing end of a pipe, whose reader may go away with bytes unread.
enum OutputPipe {
    static func isPipe(_ descriptor: Int32) -> Bool {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 && (status.st_mode & S_IFMT) == S_IFIFO
    }

    /// Returns when everything written was read; throws when it never will be.
    static func awaitReader(_ descriptor: Int32) throws {
        var looks = 0
        while true {
            var unread: Int32 = 0
            guard unsafe ioctl(descriptor, UInt(FIONREAD), &unread) == 0 else { throw unwritable(errno) }
            if unread == 0 { return }
            // Nothing tells of an empty pipe; a reader that waits takes its bytes within microseconds.
            looks += 1
            var entry = pollfd(fd: descriptor, events: 0, revents: 0)
            if unsafe poll(&entry, 1, looks > 50 ? 1 : 0) > 0, entry.revents & Int16(POLLERR) != 0 {
                throw unwritable(EPIPE)
            }
            sched_yield()
        }
    }

    private static func unwritable(_ code: Int32) -> ProgramFailure {
        ProgramFailure(.workFailed, "standard output can't be written: \(unsafe String(cString: strerror(code)))")
    }
}
