/// How a `binary` model's margin becomes a probability that matches how often the positive class happens:
/// p = logistic(slope × margin + intercept).
package struct Calibration: Sendable, Equatable {
    package enum Method: String, Sendable, CaseIterable {
        /// Platt scaling.
        case platt
    }

    package var method: Method
    package var slope: Double
    package var intercept: Double

    package init(method: Method = .platt, slope: Double, intercept: Double) {
        self.method = method
        self.slope = slope
        self.intercept = intercept
    }

    /// The margin whose logistic is the calibrated probability; computed in Float64, to be rounded to the model's precision
    /// once.
    package func margin(of margin: Double) -> Double { slope * margin + intercept }

    func validate(_ manifest: Manifest) throws(ModelError) {
        guard manifest.task == .binary, manifest.transform == .logistic else {
            throw ModelError(
                "a \(manifest.task.rawValue) model with the transform \(manifest.transform.rawValue) has a calibration, "
                    + "which is for binary models with the transform logistic")
        }
        for (name, number) in [("slope", slope), ("intercept", intercept)] where !number.isFinite {
            throw ModelError("the calibration's \(name) is \(number), expected a finite number")
        }
        guard slope != 0 else {
            throw ModelError("the calibration's slope is 0, which gives every row the same score")
        }
    }
}
