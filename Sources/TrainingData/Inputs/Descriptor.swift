import Glibc
import Tables

/// A file descriptor that closes itself.
final class Descriptor {
    /// -1 once closed.
    private(set) var number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close() }

    var isOpen: Bool { number >= 0 }

    func close() {
        if isOpen { Glibc.close(number) }
        number = -1
    }

    /// Up to `count` bytes, `[]` at the end; nil when a signal came first.
    func read(_ count: Int, _ name: String) throws(TableError) -> [UInt8]? {
        var result = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            result = unsafe Glibc.read(number, buffer.baseAddress, count)
            filled = max(0, result)
        }
        if result < 0 {
            if errno == EINTR { return nil }
            throw TableError(name, "can't be read", errno: errno)
        }
        return bytes
    }
}
