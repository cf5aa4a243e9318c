import Testing

@testable import Host

@Suite struct FreedMemoryTests {
    @Test("What was freed before something that lives on is given back to the host")
    func givesBack() {
        let size = 64 << 20
        // Blocks too small to be given back one by one, and the last of them stays.
        var blocks = (0..<size >> 12).map { _ in Array(repeating: UInt8(1), count: 4_000) }
        let last = blocks.removeLast()
        blocks.removeAll()
        let before = HostLimits.residentBytes
        FreedMemory.giveBack()
        #expect(before - HostLimits.residentBytes > size / 2)
        #expect(last.count == 4_000)
    }
}
