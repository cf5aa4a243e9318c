import JSONBytes
import ScoringModel

extension JobBatch {
    /// Reads `inputs` except for the tensors' data, which are only counted: names, shapes and `features` decide where
    /// they go, and all of them may come later.
    mutating func readInputs(_ reader: inout JSONReader) throws(JSONError) {
        let kind = try reader.peek()
        guard kind == .array else {
            try reader.skipValue()
            return draft.fail(.badJob, "inputs is \(kind), expected an array of tensors")
        }
        if draft.isBinary, reader.skipRepeated(repeatedInputs.text.span) {
            draft.tensors = repeatedInputs.tensors
            return
        }
        let start = reader.position
        var binarySize = 0
        try reader.beginArray()
        while try reader.nextElement() {
            let kind = try reader.peek()
            guard draft.failure == nil, kind == .object else {
                try reader.skipValue()
                draft.fail(.badJob, "inputs holds \(kind), expected tensors")
                continue
            }
            var tensor = try readTensor(&reader)
            if let size = tensor.binarySize {
                let (end, overflow) = binarySize.addingReportingOverflow(size)
                tensor.tail = binarySize..<(overflow ? .max : end)
                binarySize = overflow ? .max : end
            }
            if let problem = tensor.problem { draft.fail(.badJob, problem) }
            if draft.tensors.count == width + JobLimits.nameBytes {
                draft.fail(.badJob, "inputs has far more tensors than the model's \(width) features")
            }
            draft.tensors.append(tensor)
        }
        if draft.isBinary, draft.failure == nil {
            repeatedInputs.keep(reader.source(start..<reader.position), draft.tensors)
        }
    }

    private mutating func readTensor(_ reader: inout JSONReader) throws(JSONError) -> Tensor {
        var tensor = Tensor()
        try reader.beginObject()
        while try reader.nextKey() {
            if reader.stringEquals("name"), try reader.peek() == .string {
                try reader.readString()
                tensor.name = reader.stringBytes
            } else if reader.stringEquals("datatype"), try reader.peek() == .string {
                try reader.readString()
                tensor.datatypeName = reader.stringValue
                tensor.datatype = Datatype(rawValue: tensor.datatypeName)
            } else if reader.stringEquals("shape"), try reader.peek() == .array {
                tensor.shape = try readShape(&reader)
            } else if reader.stringEquals("data"), try reader.peek() == .array {
                let start = reader.position
                tensor.count = try countValues(&reader)
                tensor.data = start..<reader.position
            } else if draft.isBinary, reader.stringEquals("parameters"), try reader.peek() == .object {
                tensor.binarySize = try readBinarySize(&reader)
            } else {
                try reader.skipValue()
            }
        }
        // What the tail has is compared with the shape when all tensors are known.
        if tensor.binarySize != nil, tensor.data == nil { tensor.count = tensor.values ?? 0 }
        return tensor
    }

    /// An empty shape when it is none.
    private func readShape(_ reader: inout JSONReader) throws(JSONError) -> [Int] {
        var shape: [Int] = []
        var isValid = true
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.peek() == .number else {
                try reader.skipValue()
                isValid = false
                continue
            }
            let size = try reader.readNumber()
            if shape.count < 2, let size = Int(exactly: size) { shape.append(size) } else { isValid = false }
        }
        return isValid ? shape : []
    }

    /// Reads a value and counts what is no array in it.
    private mutating func countValues(_ reader: inout JSONReader) throws(JSONError) -> Int {
        guard try reader.peek() == .array else {
            try reader.skipValue()
            return 1
        }
        var count = 0
        try reader.beginArray()
        while true {
            // Long runs of numbers, as a rule: where they go is not known yet.
            let run = reader.readNumbers(into: &passed, from: 0, atMost: passed.count)
            count += run
            if run == passed.count {
                onProgress()
                continue
            }
            guard try reader.nextElement() else { return count }
            count += try countValues(&reader)
            noteProgress(count)
        }
    }

    /// Makes rows of the tensors. Their counts were checked against their shapes.
    mutating func fillFromTensors(_ document: Span<UInt8>, _ tail: Span<UInt8>) throws(JSONError) {
        guard let first = draft.tensors.first else { return }
        let rowCount = first.shape[0]
        var positions: [Int?] = []
        for tensor in draft.tensors { positions.append(encoder.position(of: tensor.name.span)) }
        let expected = draft.columns?.count ?? width
        let isMatrix =
            draft.tensors.count == 1 && first.shape.count == 2 && first.shape[1] == expected
            && (positions[0] == nil || first.shape[1] != 1)
        if !isMatrix { checkColumns(positions, rowCount) }
        guard draft.failure == nil, hasRoom(forRows: rowCount) else { return }

        let firstLine = rows.count
        let start = appendLines(rowCount)
        hasFailed.append(contentsOf: repeatElement(false, count: rowCount))
        draft.job.rowCount = rowCount
        var isKnown = false
        for (tensor, position) in zip(draft.tensors, positions) {
            let columns: [Int]
            if isMatrix {
                columns = draft.columns ?? allColumns
            } else if let position {
                columns = [position]
            } else {
                ignore(tensor.name)
                continue
            }
            for column in columns where column >= 0 { isKnown = true }
            guard let data = tensor.data else {
                fill(tensor, tail, start, columns)
                continue
            }
            var reader = JSONReader(document.extracting(data), maximumDepth: JobLimits.depth)
            var index = 0
            try fill(&reader, start, columns, tensor.count, &index)
        }
        for row in 0..<rowCount {
            noteProgress(row)
            if isKnown {
                complete(fieldsAt: start + row * width, line: firstLine + row * encoder.columnCount)
            } else {
                failRow(Self.noKnownName)
            }
            closeRow(row)
        }
        let range = draft.job.rowErrors
        rowErrors[range].sort { $0.row < $1.row }
    }

    private mutating func checkColumns(_ positions: [Int?], _ rowCount: Int) {
        var taken = Array(repeating: false, count: width)
        for (tensor, position) in zip(draft.tensors, positions) {
            guard tensor.shape.count == 1 || tensor.shape[1] == 1 else {
                return draft.fail(
                    .badJob,
                    "\(tensor.title) has the shape \(tensor.shape), expected one column, "
                        + "or one tensor with all \(draft.columns?.count ?? width)")
            }
            guard tensor.shape[0] == rowCount else {
                return draft.fail(
                    .badJob, "\(tensor.title) has \(tensor.shape[0]) rows, the first tensor has \(rowCount)")
            }
            guard let position else { continue }
            if taken[position] { return draft.fail(.badJob, "\(tensor.title) stands twice in inputs") }
            taken[position] = true
        }
    }

    /// Reads the values of a tensor, nested or not, `total` of them, into the lines of fields that start at `start`.
    private mutating func fill(
        _ reader: inout JSONReader, _ start: Int, _ columns: [Int], _ total: Int, _ index: inout Int
    ) throws(JSONError) {
        guard try reader.peek() == .array else {
            let (row, column) = index.quotientAndRemainder(dividingBy: columns.count)
            index += 1
            guard columns[column] >= 0 else {
                try reader.skipValue()
                return
            }
            try readCell(&reader, at: columns[column], to: start + row * width + columns[column])
            return closeRow(row)
        }
        try reader.beginArray()
        while true {
            if isWholeRow(columns) {
                let (row, column) = index.quotientAndRemainder(dividingBy: width)
                let count = index < total ? readNumbers(&reader, from: column, start + row * width) : 0
                if count > 0 {
                    index += count
                    noteProgress(row)
                    closeRow(row)
                    if index % width == 0 { continue }
                }
            }
            guard try reader.nextElement() else { return }
            try fill(&reader, start, columns, total, &index)
            noteProgress(index)
        }
    }

    /// Turns an error of the value or row just looked at into a failed row.
    mutating func closeRow(_ row: Int) {
        guard let error = draft.rowError else { return }
        draft.rowError = nil
        failRow(row, error)
    }
}
