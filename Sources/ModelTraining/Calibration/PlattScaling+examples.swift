import ScoringModel

extension PlattScaling {
    /// The calibration of a binary model by examples and its margins of them.
    static func calibration(of examples: ExampleTable, margins: [Float]) throws(TrainingError) -> Calibration {
        let line = try fit(margins: margins, targets: examples.targets, weights: examples.weights)
        return Calibration(slope: line.slope, intercept: line.intercept)
    }
}
