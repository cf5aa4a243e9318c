import Evaluation
import ScoringModel

extension GoldenRowChoice {
    /// Values at which one feature's trees decide, and the neighbours on both sides.
    private struct Edges {
        /// More of them make no better test.
        static let limit = 512
        private var seen: Set<UInt64> = []
        private(set) var values: [Double] = []

        mutating func add(_ value: Double) {
            guard value.isFinite, values.count < Self.limit, seen.insert(value.bitPattern).inserted else { return }
            values.append(value)
        }
    }

    /// Encoded rows for an ensemble whose data nobody has: every value lies at a threshold or directly beside one, or is a
    /// category of some set, or is missing. The first row is all missing; every column is missing in some row.
    static func rows(at ensemble: TreeEnsemble, featureCount: Int, count: Int, seed: UInt64) -> [Double] {
        var edges = [Edges](repeating: Edges(), count: featureCount)
        for node in ensemble.features.indices where ensemble.features[node] >= 0 {
            let feature = Int(ensemble.features[node])
            let set = Int(ensemble.categorySets[node])
            guard set >= 0 else {
                let threshold = ensemble.values[node]
                for value in ensemble.precision.neighbours(of: threshold) { edges[feature].add(value) }
                if !ensemble.missingZeros.isEmpty, ensemble.missingZeros[node] == 1 {
                    for value in ensemble.precision.neighbours(of: TreeEnsemble.zeroLimit) { edges[feature].add(value) }
                }
                continue
            }
            let codes = ensemble.categoryCodes[
                Int(ensemble.categorySetOffsets[set])..<Int(ensemble.categorySetOffsets[set + 1])]
            for code in codes { edges[feature].add(Double(code)) }
            // A code in no set, and one that no training saw.
            edges[feature].add(0)
            edges[feature].add(Double((codes.last ?? 0) + 1))
        }
        var random = SplitMix(seed: seed)
        var rows = [Double](repeating: .nan, count: featureCount)
        let variants = min(featureCount, variantLimit)
        for row in 0..<max(count, variants) {
            for feature in 0..<featureCount {
                let values = edges[feature].values
                let isMissing = feature % variants == row || random.next(below: 8) == 0
                rows.append(isMissing ? .nan : values.isEmpty ? 0 : values[random.next(below: values.count)])
            }
        }
        return rows
    }
}

extension Precision {
    /// A number and those directly beside it.
    fileprivate func neighbours(of number: Double) -> [Double] {
        guard self == .float32 else { return [number, number.nextDown, number.nextUp] }
        let single = Float(number)
        return [single, single.nextDown, single.nextUp].map(Double.init)
    }
}
