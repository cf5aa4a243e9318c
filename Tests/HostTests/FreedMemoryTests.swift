import Glibc
import Testing

@testable import Host

@Suite struct FreedMemoryTests {
    @Test("What was freed before something that lives on is given back to the host")
    func givesBack() {
        // Other tests that use the same heap may take what is free before it is looked at: then once more.
        let isGivenBack = (0..<100).contains { _ in Self.givesMostBack() }
        #expect(isGivenBack)
    }

    private static func givesMostBack() -> Bool {
        let size = 64 << 20
        // Blocks too small to be given back one by one, and the last of them stays.
        var blocks = (0..<size >> 12).map { _ in Array(repeating: UInt8(1), count: 4_000) }
        let pages = blocks.map(middlePage)
        let last = blocks.removeLast()
        blocks.removeAll()
        FreedMemory.giveBack()
        let left = pages.count { isResident($0) }
        return left < pages.count / 2 && last.count == 4_000
    }

    private static let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))

    /// The address of a page that is the block's own for the most part.
    private static func middlePage(of block: [UInt8]) -> UInt {
        let start = unsafe block.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
        return (start + 2_000) / pageSize * pageSize
    }

    /// False, too, where nothing is mapped any more.
    private static func isResident(_ page: UInt) -> Bool {
        var state: UInt8 = 0
        let result = unsafe mincore(UnsafeMutableRawPointer(bitPattern: page), 1, &state)
        return result == 0 && state & 1 == 1
    }
}
