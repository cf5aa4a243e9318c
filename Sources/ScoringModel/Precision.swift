/// What a predictor's numbers are: values of rows, thresholds, leaves, sums and outputs.
///
/// All of them are held in Float64; those of `float32` have been rounded to Float32, which Float64 holds exactly.
package enum Precision: String, Sendable, CaseIterable {
    case float32
    case float64

    /// A number as the predictor sees it.
    @inline(__always)
    package func rounded(_ number: Double) -> Double { self == .float32 ? Double(Float(number)) : number }
}
