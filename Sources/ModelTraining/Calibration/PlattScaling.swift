import Glibc

/// Fits p = logistic(slope × margin + intercept) to what happened.
///
/// J. Platt, "Probabilistic Outputs for Support Vector Machines" (1999), with the smoothed targets of its section 2.2; found
/// with Newton's method as in Lin, Lin and Weng, "A Note on Platt's Probabilistic Outputs" (2007). scikit-learn's
/// `CalibratedClassifierCV(method="sigmoid")` has the same minimum.
enum PlattScaling {
    private static let stepLimit = 100

    /// Margins are those of the positive class; targets 1 for it, 0 for the other; weights finite and from 0, nil for 1
    /// everywhere.
    static func fit(
        margins: [Float], targets: [Float], weights: [Float]? = nil
    ) throws(TrainingError) -> (slope: Double, intercept: Double) {
        let examples = try Examples(margins, targets, weights)
        var best = Line(slope: 0, intercept: log((examples.positives + 1) / (examples.negatives + 1)))
        var loss = examples.loss(best)
        var (gradient, hessian) = examples.derivatives(best)
        for _ in 0..<stepLimit where gradient.size > 1e-12 * examples.total {
            let step = hessian.solve(gradient)
            // Newton's step may be too long far from the minimum. Close to it the loss changes by rounding alone.
            var length = 1.0
            while !(examples.loss(best - step * length) <= loss + 1e-13 * loss), length > 1e-10 { length /= 2 }
            let next = best - step * length
            let nextLoss = examples.loss(next)
            let (nextGradient, nextHessian) = examples.derivatives(next)
            guard nextLoss < loss || nextGradient.size < gradient.size else { break }
            (best, loss, gradient, hessian) = (next, nextLoss, nextGradient, nextHessian)
        }
        guard gradient.size <= 1e-8 * examples.total else {
            throw TrainingError(
                .work, "the calibration can't be fitted: it did not converge in \(stepLimit) steps; leave it out")
        }
        return try examples.inMargins(best)
    }
}

/// A point of the plane of slope and intercept, of standardised margins.
private struct Line {
    var slope: Double
    var intercept: Double

    var size: Double { max(slope.magnitude, intercept.magnitude) }

    static func - (left: Line, right: Line) -> Line {
        Line(slope: left.slope - right.slope, intercept: left.intercept - right.intercept)
    }

    static func * (line: Line, factor: Double) -> Line {
        Line(slope: line.slope * factor, intercept: line.intercept * factor)
    }
}

/// A symmetric matrix.
private struct Hessian {
    var slopes: Double
    var mixed: Double
    var intercepts: Double

    func solve(_ right: Line) -> Line {
        // A little more than the curvature, so that a flat place has a step too: Lin, Lin and Weng.
        let (first, second) = (slopes + 1e-12, intercepts + 1e-12)
        let determinant = first * second - mixed * mixed
        return Line(
            slope: (second * right.slope - mixed * right.intercept) / determinant,
            intercept: (first * right.intercept - mixed * right.slope) / determinant)
    }
}

/// The examples with margins of mean 0 and deviation 1: Newton's method then has one scale.
private struct Examples {
    private var margins: [Double]
    /// What the probability should be: not quite 0 or 1.
    private var targets: [Double] = []
    private var weights: [Double]
    private var mean = 0.0
    private var deviation = 1.0
    /// Sums of weights.
    let positives: Double
    let negatives: Double
    var total: Double { positives + negatives }

    init(_ margins: [Float], _ targets: [Float], _ weights: [Float]?) throws(TrainingError) {
        precondition(margins.count == targets.count && weights.map { $0.count == margins.count } != false)
        self.margins = margins.map(Double.init)
        self.weights = weights.map { $0.map(Double.init) } ?? margins.map { _ in 1 }
        if let odd = margins.first(where: { !$0.isFinite }) {
            throw TrainingError(.work, "the calibration can't be fitted: a validation row has the margin \(odd)")
        }
        var (positives, negatives) = (0.0, 0.0)
        for (target, weight) in zip(targets, self.weights) {
            if target > 0 { positives += weight } else { negatives += weight }
        }
        (self.positives, self.negatives) = (positives, negatives)
        guard positives > 0, negatives > 0 else {
            throw TrainingError(
                .work, "the calibration can't be fitted: the validation rows have one class only")
        }
        self.targets = targets.map { $0 > 0 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2) }
        mean = zip(self.margins, self.weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        var squares = 0.0
        for (margin, weight) in zip(self.margins, self.weights) {
            squares += weight * (margin - mean) * (margin - mean)
        }
        deviation = (squares / total).squareRoot()
        guard deviation > 0 else {
            throw TrainingError(
                .work, "the calibration can't be fitted: all validation rows have the same margin")
        }
        for index in self.margins.indices { self.margins[index] = (self.margins[index] - mean) / deviation }
    }

    /// Cross-entropy with the smoothed targets.
    func loss(_ line: Line) -> Double {
        var sum = 0.0
        for index in margins.indices {
            let logit = line.slope * margins[index] + line.intercept
            // log(1 + exp(logit)) without overflow.
            sum += weights[index] * (max(logit, 0) + log1p(exp(-logit.magnitude)) - targets[index] * logit)
        }
        return sum
    }

    func derivatives(_ line: Line) -> (gradient: Line, hessian: Hessian) {
        var gradient = Line(slope: 0, intercept: 0)
        var hessian = Hessian(slopes: 0, mixed: 0, intercepts: 0)
        for index in margins.indices {
            let margin = margins[index]
            let probability = 1 / (1 + exp(-(line.slope * margin + line.intercept)))
            let error = weights[index] * (probability - targets[index])
            let curvature = weights[index] * probability * (1 - probability)
            gradient.slope += error * margin
            gradient.intercept += error
            hessian.slopes += curvature * margin * margin
            hessian.mixed += curvature * margin
            hessian.intercepts += curvature
        }
        return (gradient, hessian)
    }

    /// The line of the margins as they came.
    func inMargins(_ line: Line) throws(TrainingError) -> (slope: Double, intercept: Double) {
        let slope = line.slope / deviation
        let intercept = line.intercept - slope * mean
        guard slope != 0, slope.isFinite, intercept.isFinite else {
            throw TrainingError(
                .work, "the calibration can't be fitted: on the validation rows the margin says nothing about the class"
            )
        }
        return (slope, intercept)
    }
}
