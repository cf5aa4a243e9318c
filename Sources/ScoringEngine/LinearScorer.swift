import CScoringKernels
import ScoringModel

/// Adds up the weighted values of many rows, eight rows side by side. A margin sees its features in their order, so that its
/// sum is the same whatever is done side by side. Immutable; any thread.
struct LinearScorer: Sendable {
    private let featureCount: Int
    private let start: AlignedArray<Float>
    private let weights: AlignedArray<Float>

    /// Of a validated model.
    init(_ model: LinearModel, featureCount: Int) {
        self.featureCount = featureCount
        start = AlignedArray(zip(model.bias, model.baseMargins).map { $0 + $1 })
        weights = AlignedArray(model.weights)
    }

    /// Bytes that the scorer of a model takes.
    static func byteCount(of model: LinearModel) -> Int { 4 * (model.groupCount + model.weights.count) }

    /// Writes the margins of rows, n × features, over n × outputs numbers.
    func score(_ rows: Span<Double>, into margins: inout MutableSpan<Double>) {
        let count = rows.count / featureCount
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                unsafe score(
                    scoreline_batch(
                        rows: rows.baseAddress, margins: margins.baseAddress, count: count, rows_are_double: 1,
                        margins_are_double: 1))
            }
        }
    }

    func score(_ rows: Span<Float>, into margins: inout MutableSpan<Double>) {
        let count = rows.count / featureCount
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                unsafe score(
                    scoreline_batch(
                        rows: rows.baseAddress, margins: margins.baseAddress, count: count, rows_are_double: 0,
                        margins_are_double: 1))
            }
        }
    }

    func score(_ rows: Span<Float>, into margins: inout MutableSpan<Float>) {
        let count = rows.count / featureCount
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                unsafe score(
                    scoreline_batch(
                        rows: rows.baseAddress, margins: margins.baseAddress, count: count, rows_are_double: 0,
                        margins_are_double: 0))
            }
        }
    }

    private func score(_ batch: scoreline_batch) {
        let model = unsafe scoreline_linear(
            feature_count: UInt32(featureCount), group_count: UInt32(start.count), start: start.pointer,
            weights: weights.pointer)
        unsafe withUnsafePointer(to: model) { model in
            unsafe withUnsafePointer(to: batch) { unsafe scoreline_linear_sums(model, $0) }
        }
    }
}
