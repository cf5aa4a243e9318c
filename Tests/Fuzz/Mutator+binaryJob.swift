import JSONBytes

extension Mutator {
    /// Changes the header or the tail of a job of the binary form, and mostly states the header's length again; nil when it
    /// is no such job.
    mutating func changedBinaryJob(_ base: [UInt8]) -> [UInt8]? {
        guard base.count >= 8 else { return nil }
        let length = (4..<8).reduce(0) { $0 | Int(base[$1]) << (8 * ($1 - 4)) }
        guard length <= base.count - 8, let tree = try? JSONValue.parse(base.span.extracting(8..<8 + length)) else {
            return nil
        }
        var header = Array(base[8..<8 + length])
        var tail = Array(base[(8 + length)...])
        switch number(below: 4) {
        case 0: tail.removeLast(min(tail.count, number(below: 6)))
        case 1:
            for _ in 0..<changeCount() where !tail.isEmpty {
                tail[number(below: tail.count)] = UInt8(number(below: 256))
            }
        default: header = written(changed(tree))
        }
        let stated = chance(10) ? number(below: 2 * header.count) : header.count
        return base[..<4] + (0..<4).map { UInt8(truncatingIfNeeded: stated >> (8 * $0)) } + header + tail
    }
}
