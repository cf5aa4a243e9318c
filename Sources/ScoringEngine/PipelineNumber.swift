import Glibc
import ScoringModel

/// Float or Double: what a pipeline's columns hold. Batches and the reference share these, so that a number is computed
/// in one way only.
protocol PipelineNumber: BinaryFloatingPoint, BitwiseCopyable, Sendable {
    static func exponential(_ x: Self) -> Self
    static func logarithm(_ x: Self) -> Self
    static func tangent(_ x: Self) -> Self
    static func power(_ x: Self, _ y: Self) -> Self
    /// `sum + x × y`.
    static func sum(_ sum: Self, adding x: Self, times y: Self) -> Self
    /// The nearest Float32.
    var nearestFloat: Self { get }
    /// Margins of rows by a scorer of this precision.
    static func score(_ rows: [Self], with scorer: BatchScorer, into margins: inout [Self])
}

extension Float: PipelineNumber {
    static func exponential(_ x: Float) -> Float { expf(x) }
    static func logarithm(_ x: Float) -> Float { logf(x) }
    static func tangent(_ x: Float) -> Float { tanhf(x) }
    static func power(_ x: Float, _ y: Float) -> Float { powf(x, y) }
    /// The product in Double is exact, as in the fused instruction that ONNX Runtime uses, which not every processor has.
    @inline(__always)
    static func sum(_ sum: Float, adding x: Float, times y: Float) -> Float {
        Float(Double(sum) + Double(x) * Double(y))
    }
    var nearestFloat: Float { self }
    static func score(_ rows: [Float], with scorer: BatchScorer, into margins: inout [Float]) {
        scorer.score(rows.span, into: &margins)
    }
}

extension Double: PipelineNumber {
    static func exponential(_ x: Double) -> Double { exp(x) }
    static func logarithm(_ x: Double) -> Double { log(x) }
    static func tangent(_ x: Double) -> Double { tanh(x) }
    static func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
    @inline(__always)
    static func sum(_ sum: Double, adding x: Double, times y: Double) -> Double { sum + x * y }
    var nearestFloat: Double { Double(Float(self)) }
    static func score(_ rows: [Double], with scorer: BatchScorer, into margins: inout [Double]) {
        scorer.score(rows.span, into: &margins)
    }
}

extension PipelineNumber {
    @inline(__always)
    static func logistic(_ x: Self) -> Self {
        let value = 1 / (1 + exponential(-x.magnitude))
        return x < 0 ? 1 - value : value
    }
    @inline(__always)
    static func smaller(_ x: Self, _ y: Self) -> Self { x < y || x.isNaN ? x : y }
    @inline(__always)
    static func larger(_ x: Self, _ y: Self) -> Self { x > y || x.isNaN ? x : y }
    @inline(__always)
    static func condition(_ holds: Bool) -> Self { holds ? 1 : 0 }

    /// The value of `key` in a step `lookup`: its constants are a default, keys, values.
    static func value(of key: Self, in constants: Span<Self>) -> Self {
        let count = constants.count / 2
        var (low, high) = (1, count + 1)
        while low < high {
            let middle = low + (high - low) / 2
            if constants[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low <= count && constants[low] == key ? constants[low + count] : constants[0]
    }
}
