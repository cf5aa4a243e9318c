import ScoringModel
import TestSupport

/// A seeded ensemble and rows that visit its corners.
struct RandomEnsemble {
    var ensemble: TreeEnsemble
    let featureCount: Int
    private var generator: SeededGenerator

    init(seed: UInt64, trees: Int = 12, precision: Precision = .float32) {
        var generator = SeededGenerator(seed: seed)
        featureCount = Int.random(in: 1...9, using: &generator)
        let groups = Int.random(in: 1...4, using: &generator)
        ensemble = TreeEnsemble(
            precision: precision, groupCount: groups,
            baseMargins: (0..<groups).map { _ in precision.rounded(.random(in: -1...1, using: &generator)) })
        self.generator = generator
        for tree in 0..<trees {
            // Every fourth tree is a chain as deep as a model may have.
            append(splits: tree % 4 == 3 ? 512 : Int.random(in: 0...40, using: &self.generator), isChain: tree % 4 == 3)
        }
    }

    private mutating func append(splits: Int, isChain: Bool) {
        let start = ensemble.nodeCount
        appendLeaf()
        var leaves = [0]
        for _ in 0..<splits {
            let node = leaves.remove(at: isChain ? leaves.count - 1 : Int.random(in: leaves.indices, using: &generator))
            split(start + node)
            let left = ensemble.nodeCount - start
            // Children in either order, and apart from each other: nothing may rely on right = left + 1.
            let isSwapped = Bool.random(using: &generator)
            ensemble.leftChildren[start + node] = Int32(isSwapped ? left + 1 : left)
            ensemble.rightChildren[start + node] = Int32(isSwapped ? left : left + 1)
            appendLeaf()
            appendLeaf()
            leaves += [left, left + 1]
        }
        // A node that no path reaches, as pruning leaves it behind.
        appendLeaf()
        ensemble.features[ensemble.nodeCount - 1] = .max
        ensemble.treeOffsets.append(Int32(ensemble.nodeCount))
        ensemble.treeGroups.append(Int32.random(in: 0..<Int32(ensemble.groupCount), using: &generator))
    }

    private mutating func appendLeaf() {
        ensemble.features.append(-1)
        ensemble.values.append(ensemble.precision.rounded(.random(in: -1...1, using: &generator)))
        ensemble.leftChildren.append(-1)
        ensemble.rightChildren.append(-1)
        ensemble.defaultLeft.append(0)
        ensemble.categorySets.append(-1)
    }

    private mutating func split(_ node: Int) {
        ensemble.features[node] = Int32.random(in: 0..<Int32(featureCount), using: &generator)
        ensemble.defaultLeft[node] = UInt8.random(in: 0...1, using: &generator)
        if Int.random(in: 0..<3, using: &generator) == 0 {
            let codes = Set((0..<5).map { _ in Int32.random(in: 0..<12, using: &generator) } + [16_777_215])
            ensemble.values[node] = 0
            ensemble.categorySets[node] = Int32(ensemble.categorySetOffsets.count - 1)
            ensemble.categoryCodes += codes.sorted()
            ensemble.categorySetOffsets.append(Int32(ensemble.categoryCodes.count))
        } else {
            ensemble.values[node] =
                ensemble.precision.rounded(
                    [0, -0.0, 1, smallest, .random(in: -9...9, using: &generator)].randomElement(using: &generator) ?? 0
                )
        }
    }

    private var smallest: Double {
        ensemble.precision == .float32 ? Double(Float.leastNonzeroMagnitude) : .leastNonzeroMagnitude
    }

    /// Row-major; a third of the values are thresholds, a third codes, the rest is what breaks comparisons.
    mutating func rows(_ count: Int) -> [Double] {
        let corners: [Double] = [
            .nan, .infinity, -.infinity, 0, -0.0, smallest, -smallest, -0.5, -1, 16_777_215, 16_777_216, 16_777_218,
            1e30, -1e30, Double(Float.greatestFiniteMagnitude), -.nan,
        ]
        return (0..<count * featureCount).map { _ in
            let value: Double =
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: ensemble.values.randomElement(using: &generator) ?? 0
                case 1: .random(in: 0..<13, using: &generator)
                default: corners.randomElement(using: &generator) ?? 0
                }
            return ensemble.precision.rounded(value)
        }
    }
}
