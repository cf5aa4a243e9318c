import ScoringModel

/// Ensembles that the packer lays out in different ways.
enum EnsembleShape: CaseIterable {
    /// As `OddEnsemble` makes them: also a chain of 513 leaves, whose codes take two bytes.
    case odd
    case threeLevels, sixLevels, sevenLevels
    case leaves31, leaves64, leaves255, leaves600
    /// Ranks of more than a byte.
    case oneFeature
    /// Several tiles of columns, the last one short.
    case manyFeatures
    case oneLeaf
    case oneTree

    func ensemble(
        seed: UInt64, _ precision: Precision, _ leaves: OddEnsemble.Leaves, hasCategories: Bool, hasMissingZeros: Bool
    ) -> OddEnsemble {
        func make(
            features: Int? = nil, trees: Int = 11, splits: ClosedRange<Int>? = nil, isComplete: Bool = false
        ) -> OddEnsemble {
            OddEnsemble(
                seed: seed, precision, leaves, hasCategories: hasCategories, hasMissingZeros: hasMissingZeros,
                features: features, trees: trees, splits: splits, isComplete: isComplete)
        }
        return switch self {
        case .odd: make()
        case .threeLevels: make(trees: 30, splits: 1...7, isComplete: true)
        case .sixLevels: make(trees: 20, splits: 40...63, isComplete: true)
        case .sevenLevels: make(trees: 9, splits: 100...127, isComplete: true)
        case .leaves31: make(features: 12, trees: 20, splits: 30...30)
        case .leaves64: make(features: 12, trees: 17, splits: 50...63)
        case .leaves255: make(features: 12, trees: 9, splits: 200...255)
        case .leaves600: make(features: 12, trees: 9, splits: 100...600)
        case .oneFeature: make(features: 1, trees: 20, splits: 60...60)
        case .manyFeatures: make(features: 45, trees: 40, splits: 10...40)
        case .oneLeaf: make(splits: 0...0)
        case .oneTree: make(trees: 1, splits: 20...20)
        }
    }
}
