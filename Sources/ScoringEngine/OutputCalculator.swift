import Glibc
package import ScoringModel

/// Margins → what the caller reads, in Float32 exactly as the training library computes it. Immutable; any thread.
///
/// The values of a row are its probabilities where the model has them, in the order of the class labels, else its
/// scores.
package struct OutputCalculator: Sendable {
    /// Margins of a row.
    package let margins: Int
    /// Probabilities of a row; 0 where the model has none.
    package let probabilities: Int
    /// Values that `transform` appends for a row.
    package let valueColumns: Int
    /// Where among the values of a row the scores are; empty for `multiclass`.
    package let scoreColumns: Range<Int>
    /// What this model can answer, in the order of `OutputKind`.
    package let kinds: [OutputKind]
    /// What it answers when a job does not say.
    package let defaults: [OutputKind]
    private let task: Task
    private let function: OutputTransform
    private let calibration: Calibration?
    private let positiveClass: Int
    private let decisionThreshold: Float

    /// Of a validated model. The number of margins a row follows from the manifest for every task but `multi_target`.
    package init(_ manifest: Manifest, groupCount: Int? = nil) {
        let groupCount = groupCount ?? (manifest.task == .multiclass ? manifest.classLabels.count : 1)
        task = manifest.task
        function = manifest.transform
        calibration = manifest.calibration
        positiveClass = manifest.positiveClass
        decisionThreshold = manifest.decisionThreshold
        margins = groupCount
        switch manifest.task {
        case .binary where manifest.transform == .logistic:
            (probabilities, valueColumns, scoreColumns) = (2, 2, positiveClass..<positiveClass + 1)
            (kinds, defaults) = (OutputKind.allCases, [.label, .score, .probabilities])
        case .binary:
            (probabilities, valueColumns, scoreColumns) = (0, 1, 0..<1)
            (kinds, defaults) = ([.score, .label, .margin], [.label, .score])
        case .multiclass where manifest.transform == .softmax:
            (probabilities, valueColumns, scoreColumns) = (groupCount, groupCount, 0..<0)
            (kinds, defaults) = ([.probabilities, .label, .margin], [.label, .probabilities])
        case .multiclass:
            (probabilities, valueColumns, scoreColumns) = (0, groupCount, 0..<0)
            (kinds, defaults) = ([.label, .margin], [.label])
        case .regression, .ranking, .multiTarget:
            (probabilities, valueColumns, scoreColumns) = (0, groupCount, 0..<groupCount)
            (kinds, defaults) = ([.score, .margin], [.score])
        }
    }

    /// Appends the `valueColumns` values of one row. A calibration changes them, and with them the label, but not the
    /// margins.
    package func transform(_ margins: Span<Float>, into values: inout [Float]) {
        precondition(margins.count == self.margins, "one row's margins")
        switch function {
        case .identity: for index in margins.indices { values.append(margins[index]) }
        case .exponential: for index in margins.indices { values.append(expf(margins[index])) }
        case .logistic where task == .binary:
            let positive = Self.logistic(calibration?.margin(of: margins[0]) ?? margins[0])
            values.append(positiveClass == 0 ? positive : 1 - positive)
            values.append(positiveClass == 0 ? 1 - positive : positive)
        case .logistic: for index in margins.indices { values.append(Self.logistic(margins[index])) }
        case .softmax: Self.appendSoftmax(of: margins, to: &values)
        }
    }

    /// The class of a row of a `binary` or `multiclass` model, from its `valueColumns` values: an index into the class
    /// labels. Of equal values the first one wins.
    package func labelIndex(_ values: Span<Float>) -> Int {
        if task == .binary {
            return values[scoreColumns.lowerBound] >= decisionThreshold ? positiveClass : 1 - positiveClass
        }
        var best = 0
        for index in values.indices where values[index] > values[best] { best = index }
        return best
    }

    private static func logistic(_ margin: Float) -> Float {
        1 / (expf(min(-margin, 88.7)) + 1 + 1e-16)
    }

    /// The sum is a Double, each quotient a Float.
    private static func appendSoftmax(of margins: Span<Float>, to values: inout [Float]) {
        var largest = margins[0]
        for index in margins.indices { largest = max(largest, margins[index]) }
        let start = values.count
        var sum = 0.0
        for index in margins.indices {
            let power = expf(margins[index] - largest)
            sum += Double(power)
            values.append(power)
        }
        for index in start..<values.count { values[index] /= Float(sum) }
    }
}
