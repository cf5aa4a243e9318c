import Glibc
package import ScoringModel

/// Margins → what the caller reads, in the model's precision as the training library computes it. Immutable; any thread.
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
    private let divisor: Double
    private let sigmoid: Double
    /// Of margins and values: in Float32 they are Float32 numbers.
    package let precision: Precision
    private let calibration: Calibration?
    private let positiveClass: Int
    private let decisionThreshold: Float

    /// Of a validated model. The number of margins a row follows from the manifest for every task but `multi_target`.
    package init(_ manifest: Manifest, groupCount: Int? = nil) {
        let groupCount = groupCount ?? (manifest.task == .multiclass ? manifest.classLabels.count : 1)
        task = manifest.task
        function = manifest.transform
        divisor = manifest.marginDivisor
        sigmoid = manifest.sigmoid
        precision = manifest.precision
        calibration = manifest.calibration
        positiveClass = manifest.positiveClass
        decisionThreshold = manifest.decisionThreshold
        margins = groupCount
        switch manifest.task {
        case .binary where [.logistic, .probabilities].contains(manifest.transform):
            (probabilities, valueColumns, scoreColumns) = (2, 2, positiveClass..<positiveClass + 1)
            (kinds, defaults) = (OutputKind.allCases, [.label, .score, .probabilities])
        case .binary:
            (probabilities, valueColumns, scoreColumns) = (0, 1, 0..<1)
            (kinds, defaults) = ([.score, .label, .margin], [.label, .score])
        case .multiclass where manifest.transform != .identity:
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
    package func transform(_ margins: Span<Double>, into values: inout [Double]) {
        precondition(margins.count == self.margins, "one row's margins")
        let start = values.count
        for index in margins.indices { values.append(divisor == 1 ? margins[index] : margins[index] / divisor) }
        if task == .binary {
            if let calibration { values[start] = precision.rounded(calibration.margin(of: values[start])) }
            apply(to: &values, from: start)
            guard probabilities == 2 else { return }
            let positive = values[start]
            values.append(positive)
            values[start + 1 - positiveClass] = precision.rounded(1 - positive)
            values[start + positiveClass] = positive
            return
        }
        apply(to: &values, from: start)
    }

    private func apply(to values: inout [Double], from start: Int) {
        let places = start..<values.count
        func change(_ single: (Float) -> Float, _ double: (Double) -> Double) {
            for place in places {
                values[place] =
                    precision == .float32 ? Double(single(Float(values[place]))) : double(values[place])
            }
        }
        switch function {
        case .identity, .probabilities: break
        case .logistic: change({ 1 / (expf(min(-$0, 88.7)) + 1 + 1e-16) }, { 1 / (1 + exp(-sigmoid * $0)) })
        case .softmax: softmax(&values, places)
        case .exponential: change(expf, exp)
        case .hinge: change({ $0 > 0 ? 1 : 0 }, { $0 > 0 ? 1 : 0 })
        case .signedSquare: change({ $0 * $0.magnitude }, { $0 * $0.magnitude })
        case .log1pExp: change({ log1pf(expf($0)) }, { log1p(exp($0)) })
        case .sorted: values[places].sort()
        case .expectile:
            for place in places.dropFirst() {
                values[place] = precision.rounded(values[place - 1] + 1e-6 + log1p(exp(values[place])))
            }
        }
    }

    /// The class of a row of a `binary` or `multiclass` model, from its `valueColumns` values: an index into the class
    /// labels. Of equal values the first one wins.
    package func labelIndex(_ values: Span<Double>) -> Int {
        if task == .binary {
            return values[scoreColumns.lowerBound] >= Double(decisionThreshold) ? positiveClass : 1 - positiveClass
        }
        var best = 0
        for index in values.indices where values[index] > values[best] { best = index }
        return best
    }

    /// In Float32 the sum is a Float64, each quotient a Float32.
    private func softmax(_ values: inout [Double], _ places: Range<Int>) {
        var largest = values[places.lowerBound]
        for place in places { largest = max(largest, values[place]) }
        var sum = 0.0
        for place in places {
            let distance = precision.rounded(values[place] - largest)
            values[place] = precision == .float32 ? Double(expf(Float(distance))) : exp(distance)
            sum += values[place]
        }
        for place in places {
            values[place] =
                precision == .float32 ? Double(Float(values[place]) / Float(sum)) : values[place] / sum
        }
    }
}
