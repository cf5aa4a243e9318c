import JSONBytes
import ScoringModel

/// The tensors of a job of the binary form, whose values are in its tail.
extension JobBatch {
    /// Reads a job of the binary form: its header says what a job of JSON says.
    mutating func readBinary(_ payload: Span<UInt8>) throws(JSONError) {
        guard let form = BinaryForm(payload) else {
            return draft.failAbove(.badJob, "the binary job ends before its header, whose length is missing")
        }
        guard form.isWhole else {
            draft.failAbove(
                .badJob,
                "the binary job's header has \(form.headerLength) bytes, of which \(form.header.count) are there")
            return salvage(payload)
        }
        draft.isBinary = true
        try read(payload.extracting(form.header), tail: payload.extracting(form.tail))
    }

    /// The binary size that a tensor's `parameters` give it; nil when they have none.
    mutating func readBinarySize(_ reader: inout JSONReader) throws(JSONError) -> Int? {
        var size: Int?
        try reader.beginObject()
        while try reader.nextKey() {
            guard reader.stringEquals("binary_data_size"), try reader.peek() == .number else {
                try reader.skipValue()
                continue
            }
            let number = try reader.readNumber()
            size = Int(exactly: number).flatMap { $0 < 0 ? nil : $0 }
            if size == nil {
                draft.fail(.badJob, "binary_data_size is \(DecimalNumber.shortest(number)), expected a number of bytes")
            }
        }
        return size
    }

    /// Checks that each tensor has its part of the tail, which holds what its shape says.
    mutating func checkTensors(_ tail: Span<UInt8>) {
        var end = 0
        for tensor in draft.tensors {
            guard let range = tensor.tail else { continue }
            // One that ends before: those before it have their parts.
            guard range.upperBound <= tail.count else {
                return draft.fail(
                    .badJob,
                    "\(tensor.title) has \(tensor.binarySize ?? 0) bytes, \(tail.count - range.lowerBound) are left of "
                        + "the job")
            }
            if let problem = Self.problem(of: tensor, range, tail) { return draft.fail(.badJob, problem) }
            end = range.upperBound
        }
        if end < tail.count {
            draft.fail(.badJob, "the job has \(tail.count - end) bytes behind its tensors")
        }
    }

    private static func problem(of tensor: Tensor, _ range: Range<Int>, _ tail: Span<UInt8>) -> String? {
        guard let datatype = tensor.datatype else { return nil }
        if let size = datatype.size {
            // The shape's product was checked against an overflow; this one divides.
            guard range.count % size == 0, range.count / size == tensor.count else {
                return "\(tensor.title) has \(range.count) bytes, its shape \(tensor.shape) and \(tensor.datatypeName) "
                    + "say otherwise"
            }
            guard datatype == .boolean else { return nil }
            for index in range where tail[index] > 1 {
                return "\(tensor.title) holds the byte \(tail[index]), expected 0 or 1"
            }
            return nil
        }
        var (count, offset) = (0, range.lowerBound)
        while offset < range.upperBound {
            guard let text = text(tail, at: offset, before: range.upperBound) else {
                return "\(tensor.title) is cut off in its text \(count)"
            }
            offset = text.upperBound
            count += 1
        }
        return count == tensor.count
            ? nil : "\(tensor.title) has \(count) values, its shape \(tensor.shape) says otherwise"
    }

    /// Where the text is whose length stands at `offset`; nil when it does not end before `end`.
    private static func text(_ tail: Span<UInt8>, at offset: Int, before end: Int) -> Range<Int>? {
        guard offset <= end - 4 else { return nil }
        let length = Int(LittleEndian.load(tail, at: offset, as: UInt32.self))
        guard length <= end - offset - 4 else { return nil }
        return offset + 4..<offset + 4 + length
    }

    /// Puts the values of a tensor that `checkTensors` accepted into the lines of fields that start at `start`; `columns`
    /// are the features it holds, -1 for none.
    mutating func fill(_ tensor: Tensor, _ tail: Span<UInt8>, _ start: Int, _ columns: [Int]) {
        guard let range = tensor.tail, let datatype = tensor.datatype else { return }
        let values = tail.extracting(range)
        var offset = 0
        for row in 0..<tensor.shape[0] {
            noteProgress(row)
            let line = start + row * width
            if datatype != .boolean, let size = datatype.size, isWholeRow(columns) {
                fillRow(datatype, values, &offset, size, line)
            } else {
                for position in columns {
                    offset = fillCell(datatype, values, offset, at: position, to: line + max(position, 0))
                }
            }
            closeRow(row)
        }
    }

    /// A tensor of these columns is a matrix whose lines are rows in the model's order.
    func isWholeRow(_ columns: [Int]) -> Bool { columns.count == width && draft.columns == nil }

    /// A row of numbers in the model's order.
    private mutating func fillRow(
        _ datatype: Datatype, _ values: Span<UInt8>, _ offset: inout Int, _ size: Int, _ line: Int
    ) {
        if encoder.isPlain {
            Self.load(width, datatype, values, at: offset, size, into: &rows, at: line)
        } else {
            Self.load(width, datatype, values, at: offset, size, into: &fields, at: line)
        }
        offset += width * size
        encodeNumbers(of: 0..<width, at: line)
    }

    private static func load(
        _ count: Int, _ datatype: Datatype, _ values: Span<UInt8>, at offset: Int, _ size: Int,
        into numbers: inout [Double], at place: Int
    ) {
        var places = numbers.mutableSpan
        for index in 0..<count { places[place + index] = datatype.number(values, at: offset + index * size) }
    }

    /// One value; gives the offset behind it. `position` is -1 for a value that no feature takes.
    private mutating func fillCell(
        _ datatype: Datatype, _ values: Span<UInt8>, _ offset: Int, at position: Int, to place: Int
    ) -> Int {
        guard let size = datatype.size else {
            guard let text = Self.text(values, at: offset, before: values.count) else {
                preconditionFailure("the texts were counted")
            }
            if position >= 0 { set(value(text: values.extracting(text), at: position), to: place) }
            return text.upperBound
        }
        guard position >= 0 else { return offset + size }
        if datatype == .boolean {
            set(value(boolean: values[offset] == 1, at: position), to: place)
        } else {
            set(value(datatype.number(values, at: offset), at: position), to: place)
        }
        return offset + size
    }

    private mutating func set(_ value: Double, to place: Int) {
        if encoder.isPlain { rows[place] = encoder.precision.rounded(value) } else { fields[place] = value }
    }
}
