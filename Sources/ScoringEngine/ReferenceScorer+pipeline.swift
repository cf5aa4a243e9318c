import ScoringModel

extension Pipeline {
    /// The margins of one row: every step in turn, every output by its rule.
    func margins(of row: Span<Double>) -> [Double] {
        switch precision {
        case .float32: margins(of: row, Float.self)
        case .float64: margins(of: row, Double.self)
        }
    }

    private func margins<Number: PipelineNumber>(of row: Span<Double>, _: Number.Type) -> [Double] {
        var columns = row.indices.map { Number(row[$0]) }
        var ensemble = 0
        for step in steps {
            let inputs = step.inputs.map { columns[Int($0)] }
            if step.operation == .trees {
                let values = inputs.map { Double($0) }
                let scorer = ReferenceScorer(.trees(ensembles[ensemble]))
                columns += scorer.margins(of: values.span).map { Number($0) }
                ensemble += 1
            } else {
                columns += step.outputs(of: inputs, step.constants.map { Number($0) })
            }
        }
        return outputs.map { Double(columns[Int($0)]) }
    }
}

extension PipelineStep {
    fileprivate func outputs<Number: PipelineNumber>(of x: [Number], _ constants: [Number]) -> [Number] {
        let width = outputCount
        switch operation.shape {
        case .unary: return x.map { operation.value(of: $0) }
        case .imputing: return zip(x, constants).map { $0.isNaN ? $1 : $0 }
        case .binary:
            let right = constants.isEmpty ? Array(x[width...]) : constants
            return zip(x, right).map { operation.value(of: $0, $1) }
        case .special: break
        }
        switch operation {
        case .constant: return constants
        case .select: return (0..<width).map { x[$0] != 0 ? x[width + $0] : x[2 * width + $0] }
        case .affine:
            return (0..<width).map { output in
                var sum: Number = 0
                for input in x.indices {
                    sum = Number.sum(sum, adding: x[input], times: constants[output * x.count + input])
                }
                return sum + constants[width * x.count + output]
            }
        case .oneHot: return constants.map { x[0].rounded(.towardZero) == $0 ? 1 : 0 }
        case .lookup: return [Number.value(of: x[0], in: constants.span)]
        case .softmax:
            let largest = x.dropFirst().reduce(x[0]) { Number.larger($0, $1) }
            let powers = x.map { Number.exponential($0 - largest) }
            let sum = powers.reduce(0, +)
            return powers.map { $0 / sum }
        case .normalizeSum: return divided(x, by: x.reduce(0) { $0 + $1.magnitude })
        case .normalizeLength: return divided(x, by: x.reduce(0) { $0 + $1 * $1 }.squareRoot())
        case .normalizeMaximum: return divided(x, by: x.dropFirst().reduce(x[0]) { Number.larger($0, $1) })
        case .sum: return [x.dropFirst().reduce(x[0], +)]
        case .argmax:
            var best = 0
            for index in x.indices where x[index] > x[best] { best = index }
            return [Number(best)]
        default: preconditionFailure("an operation of another shape")
        }
    }

    private func divided<Number: PipelineNumber>(_ x: [Number], by divisor: Number) -> [Number] {
        divisor == 0 ? x : x.map { $0 / divisor }
    }
}

extension PipelineOperation {
    fileprivate func value<Number: PipelineNumber>(of x: Number) -> Number {
        switch self {
        case .absolute: x.magnitude
        case .complement: 1 - x
        case .exponential: Number.exponential(x)
        case .isMissing: Number.condition(x.isNaN)
        case .logarithm: Number.logarithm(x)
        case .logistic: Number.logistic(x)
        case .negate: -x
        case .not: Number.condition(x == 0)
        case .reciprocal: 1 / x
        case .rectify: x < 0 ? 0 : x
        case .round: x.nearestFloat
        case .squareRoot: x.squareRoot()
        case .tangent: Number.tangent(x)
        case .truncate: x.rounded(.towardZero)
        default: preconditionFailure("an operation of another shape")
        }
    }

    fileprivate func value<Number: PipelineNumber>(of x: Number, _ y: Number) -> Number {
        switch self {
        case .add: x + y
        case .subtract: x - y
        case .multiply: x * y
        case .divide: x / y
        case .power: Number.power(x, y)
        case .minimum: Number.smaller(x, y)
        case .maximum: Number.larger(x, y)
        case .less: Number.condition(x < y)
        case .lessOrEqual: Number.condition(x <= y)
        case .equal: Number.condition(x == y)
        case .both: Number.condition(x != 0 && y != 0)
        case .either: Number.condition(x != 0 || y != 0)
        default: preconditionFailure("an operation of another shape")
        }
    }
}
