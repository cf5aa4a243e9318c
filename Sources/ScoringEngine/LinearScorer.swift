import CScoringKernels
import ScoringModel

/// Adds up the weighted values of many rows, several of them side by side. A margin sees its features in their order, so that its
/// sum is the same whatever is done side by side. Immutable; any thread.
struct LinearScorer: Sendable {
    private let featureCount: Int
    private let start: AlignedArray<Float>
    private let weights: AlignedArray<Float>
    private let usesAVX2: Bool

    /// Of a validated model.
    init(_ model: LinearModel, featureCount: Int, kernel: Kernel) {
        self.featureCount = featureCount
        start = AlignedArray(zip(model.bias, model.baseMargins).map { $0 + $1 })
        weights = AlignedArray(model.weights)
        usesAVX2 = kernel == .avx2 || kernel == .avx512
    }

    /// Bytes that the scorer of a model takes.
    static func byteCount(of model: LinearModel) -> Int { 4 * (model.groupCount + model.weights.count) }

    /// Writes the margins of rows of the feature count.
    func score(_ batch: scoreline_batch) {
        let model = unsafe scoreline_linear(
            feature_count: UInt32(featureCount), group_count: UInt32(start.count), start: start.pointer,
            weights: weights.pointer, uses_avx2: usesAVX2 ? 1 : 0)
        unsafe withUnsafePointer(to: model) { model in
            unsafe withUnsafePointer(to: batch) { unsafe scoreline_linear_sums(model, $0) }
        }
    }
}
