/// Where rows stand in what was read. Rows that follow one another, one a line, are one entry together.
struct RowPlaces: Sendable {
    private struct Run {
        let row: UInt32
        let input: UInt32
        let line: Int
    }

    private var runs: [Run] = []

    /// Bytes of memory.
    var size: Int { runs.count * MemoryLayout<Run>.stride }

    /// `row` is the number of rows that were appended before.
    mutating func append(row: Int, input: Int, line: Int) {
        if let last = runs.last, last.input == input, last.line + row - Int(last.row) == line { return }
        runs.append(Run(row: UInt32(row), input: UInt32(input), line: line))
    }

    /// The input and the line of a row.
    func place(of row: Int) -> (input: Int, line: Int) {
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(runs[middle].row) <= row { low = middle } else { high = middle }
        }
        return (Int(runs[low].input), runs[low].line + row - Int(runs[low].row))
    }
}
