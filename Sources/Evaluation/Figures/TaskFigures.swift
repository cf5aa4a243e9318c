import ScoringModel

/// Everything about scored rows that does not depend on their weights, so that a bootstrap repeats only the sums.
///
/// Rows stand in an order of its own.
protocol TaskFigures {
    /// One per row.
    var weights: [Double] { get }

    /// The metrics with other weights than the rows' own.
    func metrics(_ weights: [Double]) -> [NamedValue<Double>]
}

/// Smallest and largest probability whose logarithm is taken: scikit-learn's, of Float64.
enum LogLoss {
    static let smallest = Double.ulpOfOne

    static func clamped(_ probability: Double) -> Double { min(max(probability, smallest), 1 - smallest) }
}
