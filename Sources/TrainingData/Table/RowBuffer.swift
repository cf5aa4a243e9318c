import JSONBytes

/// The cells of one row before they go to their columns; its memory is used again.
struct RowBuffer {
    /// A member of a JSON object: where its name and its cell stand in `bytes`.
    struct Member {
        let name: Range<Int>
        let cell: Range<Int>
    }

    private(set) var bytes: [UInt8] = []
    /// Where each column's cell stands in `bytes`; empty for one that the row does not have.
    private(set) var ranges: [Range<Int>] = []
    private(set) var members: [Member] = []

    /// Appends each cell to its column.
    func move(to columns: inout [DataColumn]) {
        let bytes = bytes.span
        for column in columns.indices { columns[column].append(bytes.extracting(ranges[column])) }
    }

    mutating func begin(columns: Int) {
        bytes.removeAll(keepingCapacity: true)
        members.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
        for _ in 0..<columns { ranges.append(0..<0) }
    }

    mutating func append(_ text: Span<UInt8>, column: Int) {
        ranges[column] = append(text)
    }

    /// Takes the members of an object: texts without their quotes, numbers and truth values as they are written.
    mutating func read(json object: Span<UInt8>) throws(JSONError) {
        var reader = JSONReader(object)
        try reader.beginObject()
        while try reader.nextKey() {
            let name = append(reader.string)
            switch try reader.peek() {
            case .string:
                try reader.readString()
                members.append(Member(name: name, cell: append(reader.string)))
            case .number, .boolean:
                let value = try reader.skipValue()
                members.append(Member(name: name, cell: append(reader.source(value))))
            case .null:
                try reader.readNull()
                members.append(Member(name: name, cell: bytes.count..<bytes.count))
            case let kind:
                let name = String(decoding: bytes[name].prefix(80), as: UTF8.self)
                throw JSONError(
                    byte: reader.position, "\(name) is \(kind); a cell is a text, a number, true, false or null")
            }
        }
    }

    mutating func place(_ member: Member, column: Int) { ranges[column] = member.cell }

    mutating func addColumn() { ranges.append(0..<0) }

    private mutating func append(_ text: Span<UInt8>) -> Range<Int> {
        let start = bytes.count
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        return start..<bytes.count
    }
}
