import ScoringModel
import TestSupport

/// A seeded ensemble with everything that a valid one may have, and rows that visit its corners.
struct OddEnsemble {
    enum Leaves: CaseIterable { case numbers, vectors, linear }

    private(set) var ensemble: TreeEnsemble
    let featureCount: Int
    private let isExactNumber: (Double) -> Double
    private var generator: SeededGenerator

    init(
        seed: UInt64, _ precision: Precision, _ leaves: Leaves, hasCategories: Bool, hasMissingZeros: Bool,
        features: Int? = nil, trees: Int = 11, splits: ClosedRange<Int>? = nil, isComplete: Bool = false
    ) {
        var generator = SeededGenerator(seed: seed)
        featureCount = features ?? Int.random(in: 1...9, using: &generator)
        let groups = leaves == .vectors ? 3 : Int.random(in: 1...3, using: &generator)
        isExactNumber = { precision == .float32 ? Double(Float($0)) : $0 }
        let exact = isExactNumber
        ensemble = TreeEnsemble(
            precision: precision, groupCount: groups,
            baseMargins: (0..<groups).map { _ in exact(Double.random(in: -1...1, using: &generator)) })
        self.generator = generator
        for tree in 0..<trees {
            // Unless told otherwise, one is a chain as deep as a model may have.
            let isChain = splits == nil && tree == 3
            let count = isChain ? 512 : Int.random(in: splits ?? 0...60, using: &self.generator)
            append(splits: count, isChain ? .chain : isComplete ? .complete : .random, leaves, hasCategories)
        }
        if hasMissingZeros {
            ensemble.missingZeros = (0..<ensemble.nodeCount).map { node in
                let isNumeric = ensemble.features[node] >= 0 && ensemble.categorySets[node] < 0
                return isNumeric ? UInt8.random(in: 0...1, using: &self.generator) : 0
            }
        }
        if leaves == .vectors {
            ensemble.leafVectors = (0..<ensemble.leafCount * groups).map { _ in number() }
        } else if leaves == .linear {
            appendLinearLeaves()
        }
    }

    private mutating func number() -> Double { isExactNumber(Double.random(in: -1...1, using: &generator)) }

    private enum Form { case chain, complete, random }

    private mutating func append(splits: Int, _ form: Form, _ leaves: Leaves, _ hasCategories: Bool) {
        let start = ensemble.nodeCount
        appendLeaf(leaves)
        var open = [0]
        for _ in 0..<splits {
            let place =
                switch form {
                case .chain: open.count - 1
                case .complete: 0
                case .random: Int.random(in: open.indices, using: &generator)
                }
            let node = open.remove(at: place)
            split(start + node, hasCategories)
            let left = ensemble.nodeCount - start
            let isSwapped = Bool.random(using: &generator)
            ensemble.leftChildren[start + node] = Int32(isSwapped ? left + 1 : left)
            ensemble.rightChildren[start + node] = Int32(isSwapped ? left : left + 1)
            appendLeaf(leaves)
            appendLeaf(leaves)
            open += [left, left + 1]
        }
        // A leaf that no path reaches, which counts among the leaves.
        appendLeaf(leaves)
        ensemble.treeOffsets.append(Int32(ensemble.nodeCount))
        let group = Int32.random(in: 0..<Int32(ensemble.groupCount), using: &generator)
        ensemble.treeGroups.append(leaves == .vectors ? 0 : group)
    }

    private mutating func appendLeaf(_ leaves: Leaves) {
        ensemble.features.append(-1)
        ensemble.values.append(leaves == .vectors ? 0 : number())
        ensemble.leftChildren.append(-1)
        ensemble.rightChildren.append(-1)
        ensemble.defaultLeft.append(0)
        ensemble.categorySets.append(-1)
    }

    private mutating func split(_ node: Int, _ hasCategories: Bool) {
        ensemble.features[node] = Int32.random(in: 0..<Int32(featureCount), using: &generator)
        ensemble.defaultLeft[node] = UInt8.random(in: 0...1, using: &generator)
        if hasCategories, Int.random(in: 0..<3, using: &generator) == 0 {
            // Some sets are far apart, so that bits would be a waste.
            let far: [Int32] = Bool.random(using: &generator) ? [16_777_215] : []
            let codes = Set((0..<5).map { _ in Int32.random(in: 0..<70, using: &generator) } + far)
            ensemble.values[node] = 0
            ensemble.categorySets[node] = Int32(ensemble.categorySetOffsets.count - 1)
            ensemble.categoryCodes += codes.sorted()
            ensemble.categorySetOffsets.append(Int32(ensemble.categoryCodes.count))
        } else {
            let corners = [
                0, -0.0, 1, .infinity, -.infinity, isExactNumber(1e-35), isExactNumber(-1e-35),
                Double(Float.leastNonzeroMagnitude), Double(Float.greatestFiniteMagnitude),
            ]
            ensemble.values[node] =
                Bool.random(using: &generator)
                ? isExactNumber(Double.random(in: -9...9, using: &generator))
                : corners.randomElement(using: &generator) ?? 0
        }
    }

    private mutating func appendLinearLeaves() {
        var linear = LinearLeaves()
        for _ in 0..<ensemble.leafCount {
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                linear.features.append(Int32.random(in: 0..<Int32(featureCount), using: &generator))
                linear.coefficients.append(number())
            }
            linear.offsets.append(Int32(linear.features.count))
            linear.constants.append(number())
        }
        ensemble.linearLeaves = linear
    }

    /// Row-major; thresholds and their neighbours, codes, and what breaks comparisons.
    mutating func rows(_ count: Int) -> [Double] {
        let corners: [Double] = [
            .nan, -.nan, .infinity, -.infinity, 0, -0.0, 0x1p-1074, -0x1p-1074, 1e-45, -0.5, -1, -0.999_999, 16_777_215,
            16_777_216, 16_777_218, 1e30, -1e30, 1e-35, -1e-35, TreeEnsemble.zeroLimit, TreeEnsemble.zeroLimit.nextUp,
            -TreeEnsemble.zeroLimit.nextUp, .greatestFiniteMagnitude,
        ]
        return (0..<count * featureCount).map { _ in
            switch Int.random(in: 0..<5, using: &generator) {
            case 0, 1:
                let value = ensemble.values.randomElement(using: &generator) ?? 0
                let float = Float(value)
                let isFloat = ensemble.precision == .float32
                return [
                    value, isFloat ? Double(float.nextUp) : value.nextUp,
                    isFloat ? Double(float.nextDown) : value.nextDown,
                ].randomElement(using: &generator) ?? 0
            case 2: return Double.random(in: -1..<71, using: &generator)
            case 3: return Double(Int.random(in: 0..<71, using: &generator))
            default: return corners.randomElement(using: &generator) ?? 0
            }
        }
    }
}
