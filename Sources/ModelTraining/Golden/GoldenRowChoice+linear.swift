import Evaluation
import ScoringModel

extension GoldenRowChoice {
    /// Encoded rows that suit the predictor.
    static func rows(at predictor: Predictor, featureCount: Int, count: Int, seed: UInt64) -> [Double] {
        switch predictor {
        case .trees(let ensemble): rows(at: ensemble, featureCount: featureCount, count: count, seed: seed)
        case .pipeline(let pipeline): rows(of: pipeline, count: count, seed: seed)
        case .linear(let model):
            rows(of: model, featureCount: featureCount, count: count, seed: seed).map(Double.init)
        }
    }

    /// Encoded rows for a linear model whose data nobody has: every feature moves a margin about as much as the others, so
    /// that none is lost in rounding. The first row is all missing; every column is missing in some row.
    private static func rows(of model: LinearModel, featureCount: Int, count: Int, seed: UInt64) -> [Float] {
        let sizes = (0..<featureCount).map { feature in
            let weights = model.weights[feature * model.groupCount..<(feature + 1) * model.groupCount]
            let size = 1 / (weights.map(\.magnitude).max() ?? 0)
            return size.isFinite ? size : 1
        }
        var random = SplitMix(seed: seed)
        var rows = [Float](repeating: .nan, count: featureCount)
        let variants = min(featureCount, variantLimit)
        for row in 0..<max(count, variants) {
            for feature in 0..<featureCount {
                let isMissing = feature % variants == row || random.next(below: 8) == 0
                // -3 to 3 in steps that have no short binary form, and 0.
                let part = Float(random.next(below: 61) - 30) / 10
                rows.append(isMissing ? .nan : part * sizes[feature])
            }
        }
        return rows
    }
}
