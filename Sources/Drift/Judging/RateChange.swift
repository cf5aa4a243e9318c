/// How far the share of rows with some property is from training's.
///
/// It counts when it is both large enough to matter and beyond chance: the difference of two shares, by its standard error
/// with both samples taken together.
package struct RateChange: Sendable, Equatable {
    /// Changes that matter.
    package struct Limits: Sendable, Equatable {
        package let warning: Double
        package let drift: Double

        package static let missing = Limits(warning: 0.05, drift: 0.2)
        /// Of what training had none of.
        package static let new = Limits(warning: 0.01, drift: 0.1)
    }

    /// Two-sided normal quantiles: chance alone gives a warning once in 1 000 looks, drift once in 10 000.
    private static let (warningDeviation, driftDeviation) = (3.2905, 3.8906)

    package let rate: Double
    package let trainingRate: Double
    package let rows: Int
    package let limits: Limits
    private let deviations: Double

    /// Nil when either has no rows.
    package init?(found: Int, of rows: Int, training: Int, of all: Int, limits: Limits) {
        guard rows > 0, all > 0 else { return nil }
        rate = Double(found) / Double(rows)
        trainingRate = Double(training) / Double(all)
        self.rows = rows
        self.limits = limits
        let pooled = (Double(found) + Double(training)) / (Double(rows) + Double(all))
        let error = (pooled * (1 - pooled) * (1 / Double(rows) + 1 / Double(all))).squareRoot()
        deviations = error > 0 ? (rate - trainingRate).magnitude / error : 0
    }

    package var change: Double { rate - trainingRate }

    package var state: DriftState {
        if rows < DriftState.fewestRows { return .tooFewRows }
        if change.magnitude > limits.drift, deviations > Self.driftDeviation { return .drift }
        return change.magnitude > limits.warning && deviations > Self.warningDeviation ? .warning : .ok
    }
}
