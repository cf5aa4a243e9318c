import Evaluation
import ScoringEngine
import ScoringModel

extension GoldenRowChoice {
    /// Encoded rows for a pipeline whose data nobody has: small and large numbers, zeros, codes, missing values. Those that
    /// give a margin which is no number are left out, because no golden row may expect it.
    static func rows(of pipeline: Pipeline, count: Int, seed: UInt64) -> [Double] {
        let reference = ReferenceScorer(.pipeline(pipeline))
        var random = SplitMix(seed: seed)
        var rows: [Double] = []
        // Most pipelines take no missing value at all.
        for attempt in 0..<16 * count where rows.count < count * pipeline.featureCount {
            let row = (0..<pipeline.featureCount).map { _ in
                let size = [0.01, 1, 1, 10, 1000][random.next(below: 5)]
                let number = Double(random.next(below: 61) - 30) / 10 * size
                if attempt % 4 == 0, random.next(below: 8) == 0 { return Double.nan }
                return pipeline.precision.rounded(attempt % 2 == 0 ? number : number.magnitude.rounded(.down))
            }
            if reference.margins(of: row.span).allSatisfy(\.isFinite) { rows += row }
        }
        return rows
    }
}
