/// The path of nearly every byte of a job: long runs of numbers, read in one loop without a call for each.
///
/// What these take is what `nextElement`, `nextKey`, `readNumber` and `readNull` would have taken. They stop in front of
/// whatever is not expected, with nothing of it read: the caller goes on with those, which also say what is wrong.
extension JSONReader {
    /// Reads elements of an array into places from `start` on: numbers, and NaN for a null. Gives how many they are.
    package mutating func readNumbers(into numbers: inout [Double], from start: Int, atMost limit: Int) -> Int {
        precondition(start >= 0 && limit >= 0 && start + limit <= numbers.count, "the numbers have no place")
        var places = numbers.mutableSpan
        var count = 0
        while count < limit {
            let index = skipComma()
            guard let number = number(at: index) else { break }
            unsafe places[unchecked: start + count] = number.value
            count += 1
            advance(to: number.end)
        }
        return count
    }

    /// Reads members of an object that are named like those from `first` on, in this order, into places from `start` on:
    /// numbers, and NaN for a null. Gives how many they are.
    package mutating func readMembers(
        _ names: MemberNames, from first: Int, into numbers: inout [Double], from start: Int
    ) -> Int {
        let limit = names.count - first
        precondition(first >= 0 && start >= 0 && start + limit <= numbers.count, "the numbers have no place")
        var places = numbers.mutableSpan
        var count = 0
        while count < limit {
            var index = skipComma()
            let name = names.offsets[first + count]..<names.offsets[first + count + 1]
            guard matches(names.bytes.span, name, at: index) else { break }
            index = skipSpace(from: index + name.count)
            guard byte(index) == UInt8(ascii: ":") else { break }
            guard let number = number(at: skipSpace(from: index + 1)) else { break }
            unsafe places[unchecked: start + count] = number.value
            count += 1
            advance(to: number.end)
        }
        return count
    }

    /// Offset of the next element or member behind its comma, if one is due: where that stands, or where something else
    /// does. No byte that begins one is a comma, so that a missing comma shows as well.
    @inline(__always)
    private func skipComma() -> Int {
        let index = skipSpace(from: position)
        if isFirst { return index }
        return byte(index) == UInt8(ascii: ",") ? skipSpace(from: index + 1) : bytes.count
    }

    @inline(__always)
    private func number(at index: Int) -> (value: Double, end: Int)? {
        let byte = byte(index)
        if byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-") { return DecimalNumber.scan(bytes, from: index) }
        return byte == UInt8(ascii: "n") ? null(at: index) : nil
    }

    private func null(at index: Int) -> (value: Double, end: Int)? {
        guard byte(index + 1) == UInt8(ascii: "u"), byte(index + 2) == UInt8(ascii: "l"),
            byte(index + 3) == UInt8(ascii: "l")
        else { return nil }
        return (.nan, index + 4)
    }

    /// Whether the bytes from `index` on are those of a range of `names`.
    @inline(__always)
    private func matches(_ names: Span<UInt8>, _ range: Range<Int>, at index: Int) -> Bool {
        guard index + range.count <= bytes.count else { return false }
        var offset = 0
        while offset + 8 <= range.count {
            let expected = unsafe names.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: range.lowerBound + offset, as: UInt64.self)
            let found = unsafe bytes.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index + offset, as: UInt64.self)
            guard expected == found else { return false }
            offset += 8
        }
        while offset < range.count {
            guard unsafe names[unchecked: range.lowerBound + offset] == bytes[unchecked: index + offset] else {
                return false
            }
            offset += 1
        }
        return true
    }

    @inline(__always)
    private func skipSpace(from start: Int) -> Int {
        var index = start
        while case let byte = byte(index), byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            index += 1
        }
        return index
    }

    /// The byte at an offset, which is never negative here; 0, which begins nothing, behind the end.
    @inline(__always)
    private func byte(_ index: Int) -> UInt8 { unsafe index < bytes.count ? bytes[unchecked: index] : 0 }
}
