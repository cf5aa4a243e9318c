import ScoringModel

/// One tree as the file has it: splits and leaves are numbered apart, and a child below 0 is the leaf `~child`.
struct LightGBMTree {
    /// All that LightGBM from 2.1 to 4.6 writes.
    static let keys: Set<String> = [
        "num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "decision_type", "left_child",
        "right_child", "leaf_value", "leaf_weight", "leaf_count", "internal_value", "internal_weight",
        "internal_count", "cat_boundaries", "cat_threshold", "is_linear", "leaf_const", "num_features",
        "leaf_features", "leaf_coeff", "shrinkage",
    ]

    private let section: LightGBMSection
    private let splitCount: Int
    private let leafValues: [Double]
    private let features: [Int]
    private let thresholds: [Double]
    private let decisions: [LightGBMDecision]
    private let leftChildren: [Int]
    private let rightChildren: [Int]
    private let categories: LightGBMCategorySets
    private let linear: LightGBMLinearLeaves?

    var nodeCount: Int { splitCount + leafValues.count }

    init(_ section: LightGBMSection, featureCount: Int) throws(ModelImportError) {
        self.section = section
        let leafCount = try section.integer("num_leaves", in: 1...TreeEnsemble.maximumNodeCount / 2)
        splitCount = leafCount - 1
        // Before the arrays of splits: this one shows whether the file has what num_leaves promises.
        leafValues = try section.numbers("leaf_value", count: leafCount)
        categories = try LightGBMCategorySets(section)
        linear = try LightGBMLinearLeaves(section, leafCount: leafCount, featureCount: featureCount)
        guard splitCount > 0 else {
            (features, thresholds, decisions, leftChildren, rightChildren) = ([], [], [], [], [])
            return
        }
        features = try section.integers("split_feature", count: splitCount, in: 0...featureCount - 1)
        thresholds = try section.numbers("threshold", count: splitCount, isInfinityAllowed: true)
        // Without the line every split is numeric and has no missing values.
        let types =
            section.has("decision_type")
            ? try section.integers("decision_type", count: splitCount, in: 0...11)
            : [Int](repeating: 0, count: splitCount)
        decisions = types.map { LightGBMDecision(type: $0) }
        leftChildren = try section.integers("left_child", count: splitCount, in: -leafCount...splitCount - 1)
        rightChildren = try section.integers("right_child", count: splitCount, in: -leafCount...splitCount - 1)
        try checkShape()
    }

    /// Walks from the root with a stack of its own: a hostile file must not choose the depth of ours. Every split and leaf
    /// must be reached, and once.
    private func checkShape() throws(ModelImportError) {
        var isReached = [Bool](repeating: false, count: nodeCount)
        isReached[0] = true
        var open = [(split: 0, depth: 1)]
        while let (split, depth) = open.popLast() {
            guard depth <= TreeEnsemble.maximumDepth else {
                throw section.failure("is deeper than \(TreeEnsemble.maximumDepth) splits at split \(split)")
            }
            for child in [rightChildren[split], leftChildren[split]] {
                guard !isReached[position(child)] else {
                    throw section.failure("has two ways to the \(name(child)), so it is no tree")
                }
                isReached[position(child)] = true
                if child >= 0 { open.append((child, depth + 1)) }
            }
        }
        if let position = isReached.firstIndex(of: false) {
            throw section.failure(
                "has no way to the \(name(position < splitCount ? position : splitCount - 1 - position))")
        }
    }

    /// Number of a child among the tree's nodes: the splits, then the leaves.
    private func position(_ child: Int) -> Int { child >= 0 ? child : splitCount + ~child }

    private func name(_ child: Int) -> String { child >= 0 ? "split \(child)" : "leaf \(~child)" }

    /// Appends the tree; the columns that it splits by category are added to `categorical`.
    func append(
        to ensemble: inout TreeEnsemble, group: Int, categorical: inout Set<Int>
    ) throws(ModelImportError) {
        var sets = [Int32?](repeating: nil, count: categories.count)
        for split in 0..<splitCount {
            let left = Int32(position(leftChildren[split]))
            let right = Int32(position(rightChildren[split]))
            let node: LightGBMNode
            if decisions[split].isCategorical {
                categorical.insert(features[split])
                let index = try categoryIndex(of: split)
                if sets[index] == nil { sets[index] = try categories.append(index, to: &ensemble, section) }
                node = LightGBMNode(set: sets[index] ?? -1, left: left, right: right)
            } else {
                node = LightGBMNode(threshold: thresholds[split], decisions[split], left: left, right: right)
            }
            ensemble.append(node, feature: Int32(features[split]))
        }
        let firstLeaf = ensemble.nodeCount
        for value in leafValues { ensemble.append(leaf: value) }
        if let linear {
            linear.append(to: &ensemble, firstLeaf: firstLeaf)
        } else {
            ensemble.linearLeaves?.append(constants: leafValues)
        }
        ensemble.treeOffsets.append(Int32(ensemble.nodeCount))
        ensemble.treeGroups.append(Int32(group))
    }

    /// The number of a categorical split's set, which stands where others have their threshold.
    private func categoryIndex(of split: Int) throws(ModelImportError) -> Int {
        guard let index = Int(exactly: thresholds[split]), (0..<categories.count).contains(index) else {
            throw section.failure(
                "threshold[\(split)]",
                "is \(thresholds[split]) at a categorical split, expected the number of one of \(categories.count) sets"
            )
        }
        return index
    }
}
