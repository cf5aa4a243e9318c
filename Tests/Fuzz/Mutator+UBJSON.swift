import JSONBytes

extension Mutator {
    /// Changes a model's tree and writes it as JSON or UBJSON; nil when it is no JSON.
    mutating func changedUBJSON(_ base: [UInt8]) -> [UInt8]? {
        guard let tree = try? JSONValue.parse(base.span) else { return nil }
        let changedTree = changed(tree)
        if chance(2) { return written(changedTree) }
        var bytes: [UInt8] = []
        append(changedTree, to: &bytes)
        return chance(4) ? damaged(bytes, []) : bytes
    }

    private mutating func append(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(UInt8(ascii: "Z"))
        case .boolean(let value): bytes.append(UInt8(ascii: value ? "T" : "F"))
        case .integer(let integer):
            bytes.append(UInt8(ascii: "L"))
            append(integer, to: &bytes)
        case .number(let number):
            bytes.append(UInt8(ascii: "D"))
            append(Int(bitPattern: UInt(number.bitPattern)), to: &bytes)
        case .string(let text):
            bytes.append(UInt8(ascii: "S"))
            appendText(text, to: &bytes)
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for member in members {
                appendText(member.name, to: &bytes)
                append(member.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array(let elements): append(elements, to: &bytes)
        }
    }

    private mutating func append(_ elements: [JSONValue], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        let numbers = elements.compactMap(\.number)
        if numbers.count == elements.count, !elements.isEmpty, !chance(4) {
            // One type for all, without a type byte at each.
            let isWhole = elements.allSatisfy { $0.integer.map { Int32(exactly: $0) != nil } ?? false }
            bytes += Array((isWhole ? "$l#L" : "$D#L").utf8)
            append(numbers.count, to: &bytes)
            for (number, element) in zip(numbers, elements) {
                if isWhole {
                    append(element.integer ?? 0, bytes: 4, to: &bytes)
                } else {
                    append(Int(bitPattern: UInt(number.bitPattern)), to: &bytes)
                }
            }
            return
        }
        if chance(2) {
            bytes += Array("#L".utf8)
            append(elements.count, to: &bytes)
            for element in elements { append(element, to: &bytes) }
        } else {
            for element in elements { append(element, to: &bytes) }
            bytes.append(UInt8(ascii: "]"))
        }
    }

    private func appendText(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "L"))
        append(text.utf8.count, to: &bytes)
        bytes += Array(text.utf8)
    }

    private func append(_ integer: Int, bytes count: Int = 8, to bytes: inout [UInt8]) {
        for shift in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: integer >> (8 * shift))) }
    }
}
