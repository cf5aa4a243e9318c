import ScoringModel

/// Runs a pipeline over blocks of rows, one column after the other: which step comes next is decided once for a block,
/// not for a row.
struct PipelineScorer<Number: PipelineNumber>: Sendable {
    private struct Step: Sendable {
        let operation: PipelineOperation
        let inputs: [Int]
        /// Columns; the first of them is the number of those before.
        let outputs: Range<Int>
        let constants: [Number]
        let trees: BatchScorer?
    }

    private let featureCount: Int
    private let columnCount: Int
    private let steps: [Step]
    private let outputs: [Int]

    /// Numbers in the columns of a block: 1 MiB of Float32 stays in a second-level cache.
    private static var blockSize: Int { 1 << 18 }
    private static var largestBlock: Int { 512 }

    /// Of a validated model.
    init(_ pipeline: Pipeline, kernel: Kernel) {
        featureCount = pipeline.featureCount
        columnCount = pipeline.columnCount
        outputs = pipeline.outputs.map(Int.init)
        var (known, ensembles) = (pipeline.featureCount, pipeline.ensembles.makeIterator())
        steps = pipeline.steps.map { step in
            let trees = step.operation == .trees ? ensembles.next() : nil
            defer { known += step.outputCount }
            return Step(
                operation: step.operation, inputs: step.inputs.map(Int.init), outputs: known..<known + step.outputCount,
                constants: step.constants.map { Number($0) },
                trees: trees.map { BatchScorer(.trees($0), featureCount: step.inputs.count, kernel: kernel) })
        }
    }

    /// Those of the ensembles in it.
    var layouts: [LayoutDescription] { steps.compactMap { $0.trees?.layout } }

    /// Bytes that the scorer of a pipeline takes, and its columns while it works.
    static func byteCount(of pipeline: Pipeline) -> Int {
        let numbers = pipeline.steps.reduce(pipeline.outputs.count) { $0 + $1.inputs.count + $1.constants.count }
        let columns = blockLength(pipeline.columnCount, .max) * pipeline.columnCount
        return MemoryLayout<Number>.stride * columns + 8 * numbers + 96 * pipeline.steps.count
            + pipeline.ensembles.reduce(0) { $0 + BatchScorer.byteCount(of: .trees($1)) }
    }

    private static func blockLength(_ columnCount: Int, _ rowCount: Int) -> Int {
        min(rowCount, max(8, min(largestBlock, blockSize / columnCount)))
    }

    /// Appends the margins of rows, n × features.
    func append<Value: BinaryFloatingPoint, Margin: BinaryFloatingPoint>(
        marginsOf rows: Span<Value>, to margins: inout [Margin]
    ) {
        let rowCount = rows.count / featureCount
        guard rowCount > 0 else { return }
        let length = Self.blockLength(columnCount, rowCount)
        let columns = PipelineColumns<Number>(columnCount: columnCount, capacity: length)
        var (lines, sums): ([Number], [Number]) = ([], [])
        for start in stride(from: 0, to: rowCount, by: length) {
            let count = min(length, rowCount - start)
            for row in 0..<count {
                let line = (start + row) * featureCount
                for feature in 0..<featureCount { columns[column: feature, row] = Number(rows[line + feature]) }
            }
            for step in steps { run(step, columns, count, &lines, &sums) }
            for row in 0..<count {
                for output in outputs { margins.append(Margin(columns[column: output, row])) }
            }
        }
    }

    private func run(
        _ step: Step, _ columns: borrowing PipelineColumns<Number>, _ count: Int, _ lines: inout [Number],
        _ sums: inout [Number]
    ) {
        switch step.operation.shape {
        case .unary: Self.runUnary(step, columns, count)
        case .imputing:
            for (index, target) in step.outputs.enumerated() {
                let number = step.constants[index]
                columns.map(step.inputs[index], to: target, count) { $0.isNaN ? number : $0 }
            }
        case .binary: Self.runBinary(step, columns, count)
        case .special:
            if let trees = step.trees {
                run(trees, step, columns, count, &lines, &sums)
            } else {
                Self.runSpecial(step, columns, count)
            }
        }
    }

    private func run(
        _ trees: BatchScorer, _ step: Step, _ columns: borrowing PipelineColumns<Number>, _ count: Int,
        _ lines: inout [Number], _ sums: inout [Number]
    ) {
        lines.removeAll(keepingCapacity: true)
        lines.reserveCapacity(count * step.inputs.count)
        for row in 0..<count {
            for input in step.inputs { lines.append(columns[column: input, row]) }
        }
        Number.score(lines, with: trees, into: &sums)
        var position = 0
        for row in 0..<count {
            for target in step.outputs {
                columns[column: target, row] = sums[position]
                position += 1
            }
        }
    }

    private static func runUnary(_ step: Step, _ columns: borrowing PipelineColumns<Number>, _ count: Int) {
        for (source, target) in zip(step.inputs, step.outputs) {
            switch step.operation {
            case .absolute: columns.map(source, to: target, count) { $0.magnitude }
            case .complement: columns.map(source, to: target, count) { 1 - $0 }
            case .exponential: columns.map(source, to: target, count) { Number.exponential($0) }
            case .isMissing: columns.map(source, to: target, count) { Number.condition($0.isNaN) }
            case .logarithm: columns.map(source, to: target, count) { Number.logarithm($0) }
            case .logistic: columns.map(source, to: target, count) { Number.logistic($0) }
            case .negate: columns.map(source, to: target, count) { -$0 }
            case .not: columns.map(source, to: target, count) { Number.condition($0 == 0) }
            case .reciprocal: columns.map(source, to: target, count) { 1 / $0 }
            case .rectify: columns.map(source, to: target, count) { $0 < 0 ? 0 : $0 }
            case .round: columns.map(source, to: target, count) { $0.nearestFloat }
            case .squareRoot: columns.map(source, to: target, count) { $0.squareRoot() }
            case .tangent: columns.map(source, to: target, count) { Number.tangent($0) }
            default: columns.map(source, to: target, count) { $0.rounded(.towardZero) }
            }
        }
    }

    private static func runBinary(_ step: Step, _ columns: borrowing PipelineColumns<Number>, _ count: Int) {
        let width = step.outputs.count
        for (index, target) in step.outputs.enumerated() {
            let left = step.inputs[index]
            let number = step.constants.isEmpty ? nil : step.constants[index]
            let right = number == nil ? step.inputs[width + index] : left
            @inline(__always) func run(_ function: (Number, Number) -> Number) {
                if let number {
                    columns.map(left, to: target, count) { function($0, number) }
                } else {
                    columns.map(left, right, to: target, count, function)
                }
            }
            switch step.operation {
            case .add: run { $0 + $1 }
            case .subtract: run { $0 - $1 }
            case .multiply: run { $0 * $1 }
            case .divide: run { $0 / $1 }
            case .power: run { Number.power($0, $1) }
            case .minimum: run { Number.smaller($0, $1) }
            case .maximum: run { Number.larger($0, $1) }
            case .less: run { Number.condition($0 < $1) }
            case .lessOrEqual: run { Number.condition($0 <= $1) }
            case .equal: run { Number.condition($0 == $1) }
            case .both: run { Number.condition($0 != 0 && $1 != 0) }
            default: run { Number.condition($0 != 0 || $1 != 0) }
            }
        }
    }

    private static func runSpecial(_ step: Step, _ columns: borrowing PipelineColumns<Number>, _ count: Int) {
        let (inputs, first, constants) = (step.inputs, step.outputs.lowerBound, step.constants)
        let width = step.outputs.count
        switch step.operation {
        case .constant:
            for index in 0..<width { columns.fill(first + index, constants[index], count) }
        case .select:
            for index in 0..<width {
                for row in 0..<count {
                    let isTrue = columns[column: inputs[index], row] != 0
                    columns[column: first + index, row] =
                        columns[column: inputs[(isTrue ? 1 : 2) * width + index], row]
                }
            }
        case .affine:
            for index in 0..<width {
                columns.fill(first + index, 0, count)
                for (position, input) in inputs.enumerated() {
                    let weight = constants[index * inputs.count + position]
                    columns.map(first + index, input, to: first + index, count) {
                        Number.sum($0, adding: $1, times: weight)
                    }
                }
                let last = constants[width * inputs.count + index]
                columns.map(first + index, to: first + index, count) { $0 + last }
            }
        case .oneHot:
            for index in 0..<width {
                let code = constants[index]
                columns.map(inputs[0], to: first + index, count) {
                    Number.condition($0.rounded(.towardZero) == code)
                }
            }
        case .lookup:
            for row in 0..<count {
                columns[column: first, row] = Number.value(of: columns[column: inputs[0], row], in: constants.span)
            }
        case .softmax: softmax(inputs, first, columns, count)
        case .normalizeSum: normalize(inputs, first, columns, count, from: 0, { $0 + $1.magnitude }) { $0 }
        case .normalizeLength: normalize(inputs, first, columns, count, from: 0, { $0 + $1 * $1 }) { $0.squareRoot() }
        case .normalizeMaximum:
            normalize(inputs, first, columns, count, from: nil, { Number.larger($0, $1) }) { $0 }
        case .sum:
            columns.map(inputs[0], to: first, count) { $0 }
            for input in inputs.dropFirst() { columns.map(first, input, to: first, count) { $0 + $1 } }
        default:
            for row in 0..<count {
                var best = 0
                for index in inputs.indices
                where columns[column: inputs[index], row] > columns[column: inputs[best], row] { best = index }
                columns[column: first, row] = Number(best)
            }
        }
    }

    private static func softmax(
        _ inputs: [Int], _ first: Int, _ columns: borrowing PipelineColumns<Number>, _ count: Int
    ) {
        for row in 0..<count {
            var largest = columns[column: inputs[0], row]
            for input in inputs.dropFirst() { largest = Number.larger(largest, columns[column: input, row]) }
            var sum: Number = 0
            for (index, input) in inputs.enumerated() {
                let power = Number.exponential(columns[column: input, row] - largest)
                columns[column: first + index, row] = power
                sum += power
            }
            for index in inputs.indices { columns[column: first + index, row] /= sum }
        }
    }

    /// Divides by what `add` makes of all inputs, starting from `start` or from the first.
    @inline(__always)
    private static func normalize(
        _ inputs: [Int], _ first: Int, _ columns: borrowing PipelineColumns<Number>, _ count: Int, from start: Number?,
        _ add: (Number, Number) -> Number, _ finish: (Number) -> Number
    ) {
        for row in 0..<count {
            var sum = start ?? columns[column: inputs[0], row]
            for input in inputs.dropFirst(start == nil ? 1 : 0) { sum = add(sum, columns[column: input, row]) }
            let divisor = finish(sum)
            for (index, input) in inputs.enumerated() {
                let value = columns[column: input, row]
                columns[column: first + index, row] = divisor == 0 ? value : value / divisor
            }
        }
    }
}
