/// The id of an entry of `dead`: a moment of Redis' clock in ms and a number within it.
package struct DeadEntryID: Sendable, Equatable {
    /// Such as `1748253600000-0`.
    package let text: String
    /// Since 1970, when the job was given up.
    package let milliseconds: Int

    /// Nil when the text is no id; a number within the millisecond that is missing is 0.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let time = Self.number(parts[0]),
            let sequence = parts.count == 2 ? Self.number(parts[1]) : 0
        else { return nil }
        self.text = "\(time)-\(sequence)"
        milliseconds = Int(clamping: time)
    }

    /// Digits alone: `UInt64` would also take a sign.
    private static func number(_ digits: Substring) -> UInt64? {
        digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt64(digits) : nil
    }
}
