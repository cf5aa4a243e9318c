import ScoringModel

/// The trees of a `gbtree` or `dart` booster and the iterations they belong to.
struct XGBoostForest {
    private let trees: [DocumentField]
    /// Output group of each tree; 0 where leaves are vectors.
    private let groups: [Int]
    private let groupCount: Int
    /// What `dart` multiplies the leaves of each tree by; nil for 1 everywhere.
    private let weights: [Float]?
    /// First tree of each iteration, and the number of trees as the last element.
    private let iterationOffsets: [Int]
    /// Nil where the file has none.
    let categories: XGBoostCategories?

    var iterationCount: Int { iterationOffsets.count - 1 }

    init(
        _ booster: DocumentField, isDart: Bool, groupCount: Int, featureCount: Int
    ) throws(ModelImportError) {
        let model = try (isDart ? booster.member("gbtree") : booster).member("model")
        let parameters = try model.member("gbtree_model_param")
        let treeCount = try parameters.member("num_trees").integer(in: 0...TreeEnsemble.maximumTreeCount)
        // Of versions to 1.7, which had no vector leaves; trees have a size of their own.
        if let size = try parameters.optionalMember("size_leaf_vector"), try size.integer(in: 0...Int.max) > 1 {
            throw size.failure("is above 1, which no XGBoost that writes it has a meaning for")
        }
        self.groupCount = groupCount
        let treeField = try model.member("trees")
        trees = try treeField.elements()
        guard trees.count == treeCount else {
            throw treeField.failure("has \(trees.count) elements, expected num_trees, \(treeCount)")
        }
        weights = try Self.weights(booster, model, isDart: isDart, treeCount)
        groups = try Self.groups(model.member("tree_info"), treeCount, groupCount)
        if let field = try model.optionalMember("iteration_indptr") {
            iterationOffsets = try Self.offsets(field, treeCount)
        } else {
            let parallel =
                try parameters.optionalMember("num_parallel_tree")?.integer(in: 0...TreeEnsemble.maximumTreeCount) ?? 1
            let step = max(parallel, 1) * ((groups.max() ?? 0) + 1)
            guard treeCount.isMultiple(of: step) else {
                throw treeField.failure("has \(treeCount) elements, expected a multiple of \(step), one iteration's")
            }
            iterationOffsets = Array(stride(from: 0, through: treeCount, by: step))
        }
        categories =
            try model.optionalMember("cats").map { field throws(ModelImportError) in
                try XGBoostCategories(field, featureCount: featureCount)
            } ?? nil
    }

    /// The weights that `dart` gives its trees, which XGBoost to 3.2 keeps beside its `gbtree`, 3.3 beside the model and
    /// later releases inside of it; the latter two name the booster gbtree.
    private static func weights(
        _ booster: DocumentField, _ model: DocumentField, isDart: Bool, _ treeCount: Int
    ) throws(ModelImportError) -> [Float]? {
        let places = [try booster.optionalMember("weight_drop"), try model.optionalMember("weight_drop")]
        let fields = places.compactMap(\.self)
        guard let field = fields.first else {
            if isDart { throw booster.failure("is dart and has no member weight_drop, the weights of its trees") }
            return nil
        }
        guard fields.count == 1 else { throw fields[1].failure("says again what \(field.path) says") }
        let list = try field.numbers()
        // Trees that were added to a dart model as gbtree have none.
        guard list.count == treeCount || (!isDart && list.count < treeCount) else {
            let expected = isDart ? "\(treeCount), one per tree" : "at most \(treeCount), one per tree"
            throw field.failure("has \(list.count) elements, expected \(expected)")
        }
        var weights = [Float](repeating: 1, count: treeCount)
        for tree in 0..<list.count {
            weights[tree] = list.float(at: tree)
            guard weights[tree].isFinite else {
                throw field.failure(at: tree, "is \(weights[tree]), which is not finite")
            }
        }
        return weights
    }

    private static func groups(
        _ field: DocumentField, _ treeCount: Int, _ groupCount: Int
    ) throws(ModelImportError) -> [Int] {
        let list = try field.numbers(count: treeCount)
        var groups: [Int] = []
        for tree in 0..<treeCount {
            guard let group = list.integer(at: tree), (0..<groupCount).contains(group) else {
                throw field.failure(at: tree, "is \(list.text(at: tree)), expected one of 0 to \(groupCount - 1)")
            }
            groups.append(group)
        }
        return groups
    }

    private static func offsets(_ field: DocumentField, _ treeCount: Int) throws(ModelImportError) -> [Int] {
        let list = try field.numbers()
        var offsets: [Int] = []
        for index in 0..<list.count {
            guard let offset = list.integer(at: index), offset >= offsets.last ?? 0, index > 0 || offset == 0 else {
                throw field.failure(at: index, "is \(list.text(at: index)), expected offsets that rise from 0")
            }
            offsets.append(offset)
        }
        guard offsets.last == treeCount else {
            throw field.failure("ends with \(offsets.last ?? 0), expected the number of trees, \(treeCount)")
        }
        return offsets
    }

    /// The trees of some iterations as flat arrays.
    func ensemble(
        of iterations: Range<Int>, baseMargins: [Float], featureCount: Int
    ) throws(ModelImportError) -> TreeEnsemble {
        var ensemble = TreeEnsemble(groupCount: groupCount, baseMargins: baseMargins.map(Double.init))
        for tree in iterationOffsets[iterations.lowerBound]..<iterationOffsets[iterations.upperBound] {
            let read = try XGBoostTree(trees[tree], at: tree, groupCount: groupCount)
            // A model trained on with the other multi_strategy: no flat array holds both kinds of leaves.
            guard ensemble.treeCount == 0 || read.hasVectorLeaves == !ensemble.leafVectors.isEmpty else {
                throw trees[tree].failure(
                    "has \(read.hasVectorLeaves ? "vector" : "scalar") leaves, the trees before it have others")
            }
            guard !read.hasVectorLeaves || groups[tree] == 0 else {
                throw trees[tree].failure("has vector leaves and is of the output \(groups[tree]), expected 0")
            }
            guard read.nodeCount <= TreeEnsemble.maximumNodeCount - ensemble.nodeCount else {
                throw trees[tree].failure("takes the model above \(TreeEnsemble.maximumNodeCount) nodes")
            }
            try read.append(
                to: &ensemble, group: groups[tree], weight: weights?[tree] ?? 1, featureCount: featureCount)
        }
        return ensemble
    }
}
