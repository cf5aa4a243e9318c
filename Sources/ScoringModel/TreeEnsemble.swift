/// A gradient-boosted ensemble with scalar leaves as flat arrays; nodes of all trees lie one after another.
///
/// Semantics, to the bit (XGBoost's): a value is Float32; NaN takes the default side; a numeric split sends
/// `value < threshold` left; a categorical split truncates the value to a code and sends codes *in* the set right, codes
/// outside 0 ..< 16 777 216 left. Margins start from the base margin, then every tree's leaf is added in tree order in
/// Float32.
package struct TreeEnsemble: Sendable, Equatable {
    /// First node of each tree, and the total number of nodes as the last element; trees + 1 elements.
    package var treeOffsets: [Int32]
    /// Output group of each tree, 0 ..< `groupCount`.
    package var treeGroups: [Int32]
    /// Number of margins per row.
    package var groupCount: Int
    /// `groupCount` elements.
    package var baseMargins: [Float]

    // One element per node:

    /// Feature of a split; -1 marks a leaf.
    package var features: [Int32]
    /// Threshold of a numeric split, value of a leaf, 0 for a categorical split.
    package var values: [Float]
    /// Children, counted from the tree's first node; -1 for a leaf.
    package var leftChildren: [Int32]
    package var rightChildren: [Int32]
    /// 1 where NaN goes left.
    package var defaultLeft: [UInt8]
    /// Category set of a categorical split; -1 for every other node.
    package var categorySets: [Int32]

    /// First code of each set in `categoryCodes`, and their total number; sets + 1 elements, `[0]` without sets.
    package var categorySetOffsets: [Int32]
    /// Codes of all sets, ascending within a set.
    package var categoryCodes: [Int32]

    package init(
        treeOffsets: [Int32] = [0], treeGroups: [Int32] = [], groupCount: Int = 1, baseMargins: [Float] = [0],
        features: [Int32] = [], values: [Float] = [], leftChildren: [Int32] = [], rightChildren: [Int32] = [],
        defaultLeft: [UInt8] = [], categorySets: [Int32] = [], categorySetOffsets: [Int32] = [0],
        categoryCodes: [Int32] = []
    ) {
        self.treeOffsets = treeOffsets
        self.treeGroups = treeGroups
        self.groupCount = groupCount
        self.baseMargins = baseMargins
        self.features = features
        self.values = values
        self.leftChildren = leftChildren
        self.rightChildren = rightChildren
        self.defaultLeft = defaultLeft
        self.categorySets = categorySets
        self.categorySetOffsets = categorySetOffsets
        self.categoryCodes = categoryCodes
    }

    package var treeCount: Int { treeGroups.count }
    package var nodeCount: Int { features.count }
}
