/// A point of a curve that belongs to a threshold.
package struct CurvePoint: Sendable, Equatable {
    package var x: Double
    package var y: Double
    /// Nil where no score belongs to the point: the start of a ROC curve.
    package var threshold: Float?

    package init(x: Double, y: Double, threshold: Float? = nil) {
        self.x = x
        self.y = y
        self.threshold = threshold
    }
}

extension ThresholdTable {
    /// False positive rate → true positive rate, from (0, 0) to (1, 1); empty when one class is absent.
    package var rocCurve: [CurvePoint] {
        guard positives > 0, negatives > 0 else { return [] }
        return [CurvePoint(x: 0, y: 0)]
            + thresholds.indices.map {
                CurvePoint(
                    x: falsePositives[$0] / negatives, y: truePositives[$0] / positives, threshold: thresholds[$0])
            }
    }

    /// Recall → precision, from the highest threshold down; empty when one class is absent.
    package var precisionRecallCurve: [CurvePoint] {
        guard positives > 0, negatives > 0 else { return [] }
        return thresholds.indices.map {
            let counts = counts(at: $0)
            return CurvePoint(x: counts.recall, y: counts.precision, threshold: thresholds[$0])
        }
    }
}

extension [CurvePoint] {
    /// At most about `limit` of the points, first and last among them, spread evenly along the curve.
    package func thinned(to limit: Int) -> [CurvePoint] {
        guard count > limit, let first, let last else { return self }
        let length = zip(self, dropFirst()).reduce(0.0) { $0 + Self.distance($1.0, $1.1) }
        let step = length / Double(Swift.max(1, limit - 2))
        var kept = [first]
        var gone = 0.0
        for (earlier, point) in zip(self, dropFirst()) {
            gone += Self.distance(earlier, point)
            guard gone >= step else { continue }
            kept.append(point)
            gone = 0
        }
        if kept.last != last { kept.append(last) }
        return kept
    }

    private static func distance(_ one: CurvePoint, _ other: CurvePoint) -> Double {
        (one.x - other.x).magnitude + (one.y - other.y).magnitude
    }
}
