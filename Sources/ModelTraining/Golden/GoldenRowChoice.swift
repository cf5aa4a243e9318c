import Evaluation
import ScoringModel

/// The rows that prove a model before it serves: ordinary ones, and those in which formats and scorers differ.
enum GoldenRowChoice {
    /// Rows with one column changed are made for up to this many columns one by one; wider tables share them.
    static let variantLimit = 64
    private static let sampleCount = 32

    /// Encoded rows, row-major, at least `GoldenRows.minimumCount` of them.
    static func rows(_ examples: ExampleTable, _ features: [Feature], seed: UInt64) -> [Float] {
        var random = SplitMix(seed: seed)
        func sample() -> [Float] { Array(examples.row(random.next(below: examples.count))) }
        var rows = [Float](repeating: .nan, count: features.count)

        let minima = features.map { $0.statistics?.minimum ?? .nan }
        let maxima = features.map { $0.statistics?.maximum ?? .nan }
        // The code behind the last one; a feature without codes keeps what it has.
        let unseen: [Float?] = features.map { $0.kind == .categorical ? Float($0.categories.count) : nil }
        rows += minima
        rows += maxima

        let variants = min(features.count, variantLimit)
        for variant in 0..<variants {
            let changed = stride(from: variant, to: features.count, by: variants)
            var (missing, lowest, highest, unknown) = (sample(), sample(), sample(), sample())
            for feature in changed {
                missing[feature] = .nan
                lowest[feature] = minima[feature]
                highest[feature] = maxima[feature]
                unknown[feature] = unseen[feature] ?? unknown[feature]
            }
            rows += missing + lowest + highest
            if changed.contains(where: { unseen[$0] != nil }) { rows += unknown }
        }
        for _ in 0..<max(sampleCount, GoldenRows.minimumCount - rows.count / features.count) { rows += sample() }
        return rows
    }
}
