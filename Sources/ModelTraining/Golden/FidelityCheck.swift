import ScoringEngine
import ScoringModel

/// The engine must give XGBoost's margins, those of `gbtree` to the last bit, or no file is written.
enum FidelityCheck {
    /// More rows prove no more, and XGBoost takes a copy of them.
    static let rowLimit = 100_000

    /// Compares XGBoost's margins, row-major rows × groups, with those of encoded rows, row-major rows × features. The
    /// predictor is as the importer gives it. A margin may be off by `ulps` units in the last place.
    ///
    /// Gives the largest difference: 0 when all are equal.
    @discardableResult
    static func check(
        _ predictor: Predictor, featureCount: Int, rows: [Float], expected: [Float], ulps: Int32 = 0, what: String
    ) throws(TrainingError) -> Float {
        let scorer = BatchScorer(predictor, featureCount: featureCount)
        var margins: [Float] = []
        scorer.score(rows.span, into: &margins)
        guard margins.count == expected.count else {
            throw TrainingError(
                .work,
                "the engine gives \(margins.count) margins for the \(what), XGBoost \(expected.count); nothing was written"
            )
        }
        var differing: Set<Int> = []
        var first: Int?
        var largest: Float = 0
        for index in margins.indices where margins[index].bitPattern != expected[index].bitPattern {
            if isNear(margins[index], expected[index], ulps) {
                largest = max(largest, (margins[index] - expected[index]).magnitude)
                continue
            }
            differing.insert(index / scorer.groupCount)
            if first == nil { first = index }
        }
        guard let first else { return largest }
        throw TrainingError(
            .work,
            "the engine and XGBoost disagree on \(differing.count) of \(rows.count / featureCount) \(what), first on number "
                + "\(first / scorer.groupCount): \(margins[first]) and \(expected[first]); nothing was written")
    }

    /// Whether at most `ulps` steps from one number to the next lead from one margin to the other.
    private static func isNear(_ left: Float, _ right: Float, _ ulps: Int32) -> Bool {
        guard ulps > 0, left.isFinite, right.isFinite else { return false }
        /// Counts the numbers from 0 on, to either side.
        func rank(_ value: Float) -> Int {
            let bits = Int(value.magnitude.bitPattern)
            return value.sign == .minus ? -bits : bits
        }
        return abs(rank(left) - rank(right)) <= ulps
    }
}
