import Glibc
import ScoringModel

/// What the outputs of a converted graph are for Scoreline: a task, margins, and how they become scores and labels.
struct GraphOutcome {
    var task = Task.regression
    var margins: [Int32]
    var transform = OutputTransform.identity
    var classLabels: [String] = []
    /// `binary`: the least score of the second class.
    var threshold: Float?

    private let builder: PipelineBuilder

    init(_ conversion: GraphConversion) throws(ModelImportError) {
        builder = conversion.builder
        let outputs = conversion.file.graph.outputs
        var values: [GraphValue] = []
        for output in outputs {
            guard let value = conversion.values[output.name] else {
                throw ModelImportError("the output \(output.name.prefix(64)) is never computed")
            }
            values.append(value)
        }
        guard let first = values.first else { throw ModelImportError("the ONNX graph has no outputs") }
        margins = []
        if values.count == 1, case .matrix(let matrix) = first {
            margins = matrix.columns
            task = margins.count == 1 ? .regression : .multiTarget
            return
        }
        guard values.count > 1, let label = Self.label(first, builder) else {
            throw ModelImportError(
                "the outputs \(outputs.map { String($0.name.prefix(32)) }.prefix(8)) are neither the values of a regressor nor "
                    + "the label and the probabilities of a classifier")
        }
        var scores: [Int32] = []
        for (output, value) in zip(outputs, values).dropFirst() {
            guard case .matrix(let matrix) = value else {
                throw ModelImportError("the output \(output.name.prefix(64)) has no numbers")
            }
            scores += matrix.columns
        }
        classLabels = label.classes
        if classLabels.count == 2, try readBinary(scores, label) { return }
        try readMulticlass(scores, label)
    }

    private static func label(_ value: GraphValue, _ builder: PipelineBuilder) -> GraphLabel? {
        switch value {
        case .label(let label): return label
        case .matrix(let matrix):
            guard matrix.columns.count == 1, let origin = builder.origin(matrix.columns[0]),
                origin.step.operation == .argmax
            else { return nil }
            let inputs = origin.step.inputs
            return GraphLabel(rule: .largest(inputs), classes: inputs.indices.map(String.init))
        default: return nil
        }
    }

    // MARK: Two classes

    /// False when the scores are no pair of which one says it all.
    private mutating func readBinary(_ scores: [Int32], _ label: GraphLabel) throws(ModelImportError) -> Bool {
        guard let score = scores.last, scores.count <= 2 else { return false }
        let isPair = scores.count == 2
        let areScores = !isPair || isMirrored(scores[0], scores[1])
        let areProbabilities = isPair && (builder.distributions.contains(scores) || isLogisticPair(scores))
        guard areScores || areProbabilities else { return false }
        guard let limit = limit(of: label, score) else {
            throw ModelImportError(
                "the label is not the class of the larger score, so that it can't be told from the scores")
        }
        task = .binary
        margins = [score]
        transform = areProbabilities ? .probabilities : .identity
        if areProbabilities, let margin = builder.operand(score, .logistic) {
            margins = [margin]
            transform = .logistic
        }
        threshold = Float(limit).nextUp
        return true
    }

    private func isMirrored(_ left: Int32, _ right: Int32) -> Bool {
        if builder.operand(left, .negate) == right || builder.operand(right, .negate) == left { return true }
        guard let a = builder.origin(left), let b = builder.origin(right), a.step == b.step,
            a.step.operation == .multiply, !a.step.constants.isEmpty,
            a.step.constants[a.place] == b.step.constants[b.place]
        else { return false }
        return isMirrored(a.step.inputs[a.place], b.step.inputs[b.place])
    }

    private func isLogisticPair(_ pair: [Int32]) -> Bool {
        guard let left = builder.operand(pair[0], .logistic), let right = builder.operand(pair[1], .logistic) else {
            return false
        }
        return isMirrored(left, right)
    }

    /// The score above which the label is the second class; nil when the label does not depend on the score.
    private func limit(of label: GraphLabel, _ score: Int32) -> Double? {
        let (column, start): (Int32, Double)
        switch label.rule {
        case .above(let above, let limit): (column, start) = (above, limit)
        case .largest(let pair):
            guard pair.count == 2 else { return nil }
            column = pair[1]
            if isMirrored(pair[0], pair[1]) {
                start = 0
            } else if builder.distributions.contains(pair) || isLogisticPair(pair) {
                start = 0.5
            } else {
                return nil
            }
        }
        return carried(start, from: column, to: score, depth: 0)
    }

    /// A limit of one column as a limit of another that rises with it.
    private func carried(_ limit: Double, from column: Int32, to score: Int32, depth: Int) -> Double? {
        if column == score { return limit }
        guard depth < 8, let (step, place) = builder.origin(score) else { return nil }
        switch step.operation {
        case .logistic:
            guard let before = carried(limit, from: column, to: step.inputs[place], depth: depth + 1) else {
                return nil
            }
            // Exactly one half for 0.
            return before == 0 ? 0.5 : PipelineLimit.logistic(before)
        case .multiply where !step.constants.isEmpty && step.constants[place] > 0:
            guard let before = carried(limit, from: column, to: step.inputs[place], depth: depth + 1) else {
                return nil
            }
            return before * step.constants[place]
        case .round: return carried(limit, from: column, to: step.inputs[place], depth: depth + 1)
        default: return nil
        }
    }

    // MARK: More classes

    private mutating func readMulticlass(_ scores: [Int32], _ label: GraphLabel) throws(ModelImportError) {
        guard scores.count == classLabels.count else {
            throw ModelImportError("\(scores.count) scores for \(classLabels.count) classes")
        }
        guard case .largest(let chosen) = label.rule, rises(scores, with: chosen) else {
            throw ModelImportError(
                "the label is not the class of the largest score, so that it can't be told from the scores")
        }
        task = .multiclass
        margins = scores
        if let before = builder.inputs(scores, .softmax) {
            margins = before
            transform = .softmax
        } else if builder.distributions.contains(scores) || !isAffine(scores) {
            transform = .probabilities
        }
    }

    private func isAffine(_ scores: [Int32]) -> Bool {
        scores.allSatisfy { score in
            var column = score
            while let before = builder.operand(column, .round) { column = before }
            return builder.origin(column)?.step.operation == .affine
        }
    }

    /// Whether the largest of the scores is where the largest of other columns is.
    private func rises(_ scores: [Int32], with columns: [Int32]) -> Bool {
        var scores = scores
        for _ in 0..<8 {
            if scores == columns { return true }
            let operations: [PipelineOperation] = [.softmax, .logistic, .normalizeSum, .round, .exponential]
            if let before = operations.lazy.compactMap({ builder.inputs(scores, $0) }).first {
                scores = before
            } else if let before = builder.inputs(scores, .divide), before.count == 2 * scores.count,
                before[scores.count...].allSatisfy({ $0 == before[scores.count] })
            {
                scores = Array(before.prefix(scores.count))
            } else {
                return false
            }
        }
        return false
    }
}

private enum PipelineLimit {
    static func logistic(_ limit: Double) -> Double { 1 / (1 + exp(-limit)) }
}
