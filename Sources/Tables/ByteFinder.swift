/// Finds two bytes in eight at once (Mycroft's test for a zero byte, in the form without false alarms).
struct ByteFinder: Sendable {
    static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

    let first: UInt8
    let second: UInt8
    private let firstPattern: UInt64
    private let secondPattern: UInt64

    init(_ first: UInt8, _ second: UInt8) {
        self.first = first
        self.second = second
        firstPattern = UInt64(first) &* 0x0101_0101_0101_0101
        secondPattern = UInt64(second) &* 0x0101_0101_0101_0101
    }

    /// The high bit of every byte of `word` that is one of the two.
    @inline(__always)
    func matches(_ word: UInt64) -> UInt64 {
        Self.zeroBytes(word ^ firstPattern) | Self.zeroBytes(word ^ secondPattern)
    }

    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        ~(((word & lowBits) &+ lowBits) | word | lowBits)
    }
}
