/// Decision trees as flat arrays; nodes of all trees lie one after another.
///
/// Semantics, to the bit: NaN takes the default side; a numeric split sends `value < threshold` left; a categorical split
/// truncates the value to a code and sends codes *in* the set right, everything else left. Margins start from the base
/// margins, then every tree's leaf is added in tree order. Values are rounded to `precision` before, and each sum after.
///
/// Importers of libraries with other rules bring them into this form: `x <= c` is `x < c.nextUp`, and children can be
/// swapped.
package struct TreeEnsemble: Sendable, Equatable {
    /// Of thresholds, leaves and sums. It also decides which values of a categorical split are no code: in Float32 those
    /// below 0 (XGBoost), in Float64 those of -1 and less, so that -0.5 is code 0 (LightGBM).
    package var precision: Precision
    /// First node of each tree, and the total number of nodes as the last element; trees + 1 elements.
    package var treeOffsets: [Int32]
    /// Output group of each tree, 0 ..< `groupCount`; all 0 where leaves are vectors.
    package var treeGroups: [Int32]
    /// Number of margins per row.
    package var groupCount: Int
    /// `groupCount` elements.
    package var baseMargins: [Double]

    // One element per node:

    /// Feature of a split; -1 marks a leaf.
    package var features: [Int32]
    /// Threshold of a numeric split, which may be infinite; value of a leaf; 0 for a categorical split and for a leaf that
    /// is a vector.
    package var values: [Double]
    /// Children, counted from the tree's first node; -1 for a leaf.
    package var leftChildren: [Int32]
    package var rightChildren: [Int32]
    /// 1 where a missing value goes left.
    package var defaultLeft: [UInt8]
    /// 1 where values of at most `zeroLimit` are missing as NaN is; numeric splits only. Empty stands for 0 everywhere.
    package var missingZeros: [UInt8]
    /// Category set of a categorical split; -1 for every other node.
    package var categorySets: [Int32]

    /// First code of each set in `categoryCodes`, and their total number; sets + 1 elements, `[0]` without sets.
    package var categorySetOffsets: [Int32]
    /// Codes of all sets, ascending within a set.
    package var categoryCodes: [Int32]

    // Leaves that are more than a number, in the order of the nodes that are leaves, whether a path reaches them or not:

    /// Leaves × `groupCount`, row-major: what a tree adds to each margin. Empty where leaves are numbers.
    package var leafVectors: [Double]
    /// What leaves are computed from a row; nil where they are not.
    package var linearLeaves: LinearLeaves?

    package init(
        precision: Precision = .float32, treeOffsets: [Int32] = [0], treeGroups: [Int32] = [], groupCount: Int = 1,
        baseMargins: [Double] = [0], features: [Int32] = [], values: [Double] = [], leftChildren: [Int32] = [],
        rightChildren: [Int32] = [], defaultLeft: [UInt8] = [], missingZeros: [UInt8] = [], categorySets: [Int32] = [],
        categorySetOffsets: [Int32] = [0], categoryCodes: [Int32] = [], leafVectors: [Double] = [],
        linearLeaves: LinearLeaves? = nil
    ) {
        self.precision = precision
        self.treeOffsets = treeOffsets
        self.treeGroups = treeGroups
        self.groupCount = groupCount
        self.baseMargins = baseMargins
        self.features = features
        self.values = values
        self.leftChildren = leftChildren
        self.rightChildren = rightChildren
        self.defaultLeft = defaultLeft
        self.missingZeros = missingZeros
        self.categorySets = categorySets
        self.categorySetOffsets = categorySetOffsets
        self.categoryCodes = categoryCodes
        self.leafVectors = leafVectors
        self.linearLeaves = linearLeaves
    }

    package var treeCount: Int { treeGroups.count }
    package var nodeCount: Int { features.count }
    package var leafCount: Int { features.count { $0 < 0 } }

    /// Bytes of the arrays.
    var byteCount: Int {
        let integers =
            treeOffsets.count + treeGroups.count + 4 * nodeCount + categorySetOffsets.count + categoryCodes.count
            + (linearLeaves.map { $0.offsets.count + $0.features.count } ?? 0)
        let numbers =
            baseMargins.count + nodeCount + leafVectors.count
            + (linearLeaves.map { $0.coefficients.count + $0.constants.count } ?? 0)
        return 4 * integers + 8 * numbers + defaultLeft.count + missingZeros.count
    }

    /// LightGBM's `kZeroThreshold`, 1e-35 in Float32: what a zero is where zeros are missing.
    package static let zeroLimit = Double(Float(1e-35))
}

/// A linear function for each leaf (LightGBM's `linear_tree`): constant + Σ coefficient × value, summed in the order of
/// the terms in Float64. A leaf with a term whose value is NaN answers with its value in the ensemble instead.
package struct LinearLeaves: Sendable, Equatable {
    /// First term of each leaf, and the number of terms; leaves + 1 elements.
    package var offsets: [Int32]
    /// One element per term.
    package var features: [Int32]
    package var coefficients: [Double]
    /// One element per leaf.
    package var constants: [Double]

    package init(
        offsets: [Int32] = [0], features: [Int32] = [], coefficients: [Double] = [], constants: [Double] = []
    ) {
        self.offsets = offsets
        self.features = features
        self.coefficients = coefficients
        self.constants = constants
    }
}
