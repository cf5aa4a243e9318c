import ScoringEngine
import ScoringModel

/// The engine must give XGBoost's margins to the last bit, or no file is written.
enum FidelityCheck {
    /// More rows prove no more, and XGBoost takes a copy of them.
    static let rowLimit = 100_000

    /// Compares XGBoost's margins, row-major rows × groups, with those of encoded rows, row-major rows × features. The
    /// ensemble is as the importer gives it.
    static func check(
        _ ensemble: TreeEnsemble, featureCount: Int, rows: [Float], expected: [Float], what: String
    ) throws(TrainingError) {
        let scorer = BatchScorer(ensemble, featureCount: featureCount)
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
        for index in margins.indices where margins[index].bitPattern != expected[index].bitPattern {
            differing.insert(index / scorer.groupCount)
            if first == nil { first = index }
        }
        guard let first else { return }
        throw TrainingError(
            .work,
            "the engine and XGBoost disagree on \(differing.count) of \(rows.count / featureCount) \(what), first on number "
                + "\(first / scorer.groupCount): \(margins[first]) and \(expected[first]); nothing was written")
    }
}
