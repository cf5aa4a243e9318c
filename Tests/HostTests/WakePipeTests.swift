import Glibc
import Testing

@testable import Host

@Suite struct WakePipeTests {
    private func isReadable(_ pipe: WakePipe) -> Bool {
        var entry = pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) == 1
    }

    @Test("What was sent wakes until it is received, in its order, and nothing ever blocks")
    func order() {
        let pipe = WakePipe()
        #expect(!isReadable(pipe) && pipe.received().isEmpty)
        for byte: UInt8 in [3, 1, 2] { pipe.send(byte) }
        #expect(isReadable(pipe))
        #expect(pipe.received() == [3, 1, 2])
        #expect(!isReadable(pipe))
        errno = ENOENT
        for _ in 0..<100_000 { pipe.send(7) }
        #expect(errno == ENOENT)
        #expect(pipe.received() == Array(repeating: 7, count: 256))
        #expect(isReadable(pipe))
    }
}
