/// A model column that is computed from the features of a row; rows never hold it.
package struct DerivedFeature: Sendable, Equatable {
    package var name: String
    package var derivation: Derivation
    /// `concat`: the pairs that training saw, in the order of their codes; empty for every other operation.
    package var categories: [String]
    package var statistics: FeatureStatistics?

    package init(
        name: String, derivation: Derivation, categories: [String] = [], statistics: FeatureStatistics? = nil
    ) {
        self.name = name
        self.derivation = derivation
        self.categories = categories
        self.statistics = statistics
    }

    /// The model column, described as features are.
    package var column: Feature {
        Feature(name: name, kind: derivation.kind, categories: categories, statistics: statistics)
    }
}

extension Manifest {
    /// What the model sees, in its order: the features that are not input-only, then the derived ones.
    package var columns: [Feature] { features.filter { !$0.isInputOnly } + derived.map(\.column) }

    package var columnNames: [String] { features.filter { !$0.isInputOnly }.map(\.name) + derived.map(\.name) }

    /// Values of a model's row: the width of golden rows, and one more than the highest feature of a split.
    package var columnCount: Int { features.count { !$0.isInputOnly } + derived.count }
}
