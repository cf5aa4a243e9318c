import ScoringModel

/// One tree as the file has it: parallel arrays with one element per node.
struct XGBoostTree {
    private let field: DocumentField
    let nodeCount: Int
    private let leftChildren: NumberList
    private let rightChildren: NumberList
    private let splitIndices: NumberList
    /// Threshold of a split, value of a leaf.
    private let splitConditions: NumberList
    private let defaultLeft: NumberList
    /// Nil where no split is categorical.
    private let splitTypes: NumberList?
    /// Per node the range of `categories` that is its set; empty without categorical splits.
    private let categoryRanges: [Range<Int>?]
    private let categories: NumberList

    /// Nil where a leaf is one number.
    private let vectors: XGBoostLeafVectors?

    var hasVectorLeaves: Bool { vectors != nil }

    /// Checks shapes; what the elements say is checked on the way from the root, since unreachable nodes may hold anything.
    init(_ field: DocumentField, at position: Int, groupCount: Int) throws(ModelImportError) {
        self.field = field
        let parameters = try field.member("tree_param")
        nodeCount = try parameters.member("num_nodes").integer(in: 1...TreeEnsemble.maximumNodeCount)
        if let id = try field.optionalMember("id") { _ = try id.integer(in: position...position) }
        leftChildren = try field.member("left_children").numbers(count: nodeCount)
        rightChildren = try field.member("right_children").numbers(count: nodeCount)
        splitIndices = try field.member("split_indices").numbers(count: nodeCount)
        splitConditions = try field.member("split_conditions").numbers(count: nodeCount)
        defaultLeft = try field.member("default_left").numbers(count: nodeCount)
        let size = try parameters.optionalMember("size_leaf_vector")?.integer(in: 0...Int.max) ?? 0
        if size <= 1, let vectors = try field.optionalMember("leaf_weights") {
            throw vectors.failure("are there, but tree_param.size_leaf_vector says that a leaf is one number")
        }
        vectors =
            size <= 1
            ? nil : try XGBoostLeafVectors(field, size: size, groupCount: groupCount, leftChildren, rightChildren)
        let statistics = ["parents", "loss_changes", "sum_hessian"] + (vectors == nil ? ["base_weights"] : [])
        for name in statistics { _ = try field.optionalMember(name)?.numbers(count: nodeCount) }
        splitTypes = try field.optionalMember("split_type")?.numbers(count: nodeCount)
        categories = try field.optionalMember("categories")?.numbers() ?? .uint8([])
        categoryRanges = try Self.categoryRanges(field, nodeCount, categories.count)
    }

    private static func categoryRanges(
        _ field: DocumentField, _ nodeCount: Int, _ categoryCount: Int
    ) throws(ModelImportError) -> [Range<Int>?] {
        guard let nodes = try field.optionalMember("categories_nodes"), try nodes.numbers().count > 0 else { return [] }
        let list = try nodes.numbers()
        let starts = try field.member("categories_segments").numbers(count: list.count)
        let sizes = try field.member("categories_sizes").numbers(count: list.count)
        var ranges = [Range<Int>?](repeating: nil, count: nodeCount)
        // Sets don't overlap: a small file must not name one large set a thousand times.
        var end = 0
        for index in 0..<list.count {
            guard let node = list.integer(at: index), ranges.indices.contains(node), ranges[node] == nil else {
                throw nodes.failure(at: index, "names node \(list.text(at: index)), expected each of the tree's once")
            }
            guard let start = starts.integer(at: index), let size = sizes.integer(at: index), start >= end, size >= 1,
                start <= categoryCount, size <= categoryCount - start
            else {
                throw field.failure(
                    "has a category set of \(sizes.text(at: index)) codes from \(starts.text(at: index)) at node "
                        + "\(node), expected one or more behind \(end) inside the \(categoryCount) of categories")
            }
            end = start + size
            ranges[node] = start..<end
        }
        return ranges
    }

    // MARK: Nodes

    private enum Node {
        /// With a vector the number means nothing.
        case leaf(Float)
        case split(feature: Int, left: Int)
    }

    private func failure(_ node: Int, _ problem: String) -> ModelImportError {
        field.failure("node \(node) \(problem)")
    }

    /// Appends the nodes that the root reaches, in the file's order, as one more tree. Its leaves are multiplied by
    /// `weight`, in Float32 and before they are added, as XGBoost does for every row.
    func append(
        to ensemble: inout TreeEnsemble, group: Int, weight: Float, featureCount: Int
    ) throws(ModelImportError) {
        let isReached = try reachedNodes(featureCount)
        var newPositions = [Int32](repeating: -1, count: nodeCount)
        var count: Int32 = 0
        for node in 0..<nodeCount where isReached[node] {
            newPositions[node] = count
            count += 1
        }
        for node in 0..<nodeCount where isReached[node] {
            switch try self.node(node, featureCount) {
            case .leaf(let leaf):
                let value = vectors == nil ? try weighted(leaf, weight, node) : 0
                append(to: &ensemble, feature: -1, value: value, left: -1, right: -1, isDefaultLeft: false, set: -1)
                guard let vectors else { continue }
                for number in vectors.vector(of: node) {
                    ensemble.leafVectors.append(Double(try weighted(number, weight, node)))
                }
            case .split(let feature, let left):
                let set = try appendCategorySet(of: node, to: &ensemble)
                append(
                    to: &ensemble, feature: Int32(feature), value: set == -1 ? splitConditions.float(at: node) : 0,
                    left: newPositions[left], right: newPositions[left + 1],
                    isDefaultLeft: defaultLeft.integer(at: node) == 1, set: set)
            }
        }
        ensemble.treeOffsets.append(Int32(ensemble.nodeCount))
        ensemble.treeGroups.append(Int32(group))
    }

    private func weighted(_ leaf: Float, _ weight: Float, _ node: Int) throws(ModelImportError) -> Float {
        let value = leaf * weight
        guard value.isFinite else {
            let factor = weight == 1 ? "" : " times \(weight), the tree's weight"
            throw failure(node, "has the leaf value \(leaf), which is not finite\(factor)")
        }
        return value
    }

    private func append(
        to ensemble: inout TreeEnsemble, feature: Int32, value: Float, left: Int32, right: Int32, isDefaultLeft: Bool,
        set: Int32
    ) {
        ensemble.features.append(feature)
        ensemble.values.append(Double(value))
        ensemble.leftChildren.append(left)
        ensemble.rightChildren.append(right)
        ensemble.defaultLeft.append(isDefaultLeft ? 1 : 0)
        ensemble.categorySets.append(set)
    }

    /// Walks from the root with a stack of its own: a hostile file must not choose the depth of ours.
    private func reachedNodes(_ featureCount: Int) throws(ModelImportError) -> [Bool] {
        var isReached = [Bool](repeating: false, count: nodeCount)
        var open: [(node: Int, depth: Int)] = [(0, 0)]
        while let (node, depth) = open.popLast() {
            guard !isReached[node] else { throw failure(node, "has two parents, so this is no tree") }
            isReached[node] = true
            guard case .split(_, let left) = try self.node(node, featureCount) else { continue }
            guard depth < TreeEnsemble.maximumDepth else {
                throw failure(node, "is deeper than \(TreeEnsemble.maximumDepth) splits")
            }
            open.append((left + 1, depth + 1))
            open.append((left, depth + 1))
        }
        return isReached
    }

    private func node(_ node: Int, _ featureCount: Int) throws(ModelImportError) -> Node {
        guard let left = leftChildren.integer(at: node), let right = rightChildren.integer(at: node) else {
            throw failure(node, "has children that are no whole numbers")
        }
        let condition = splitConditions.float(at: node)
        if left == -1, right == -1 || vectors?.areNumbered == true {
            return .leaf(condition)
        }
        // XGBoost goes to `left + 1` and never reads the other child: a file that says something else has two meanings.
        guard left >= 1, left < nodeCount - 1, right == left + 1 else {
            throw failure(
                node,
                "has the children \(left) and \(right), expected -1 twice or two neighbours from 1 to \(nodeCount - 1)")
        }
        guard let feature = splitIndices.integer(at: node), (0..<featureCount).contains(feature) else {
            throw failure(
                node, "splits on feature \(splitIndices.text(at: node)), expected one of 0 to \(featureCount - 1)")
        }
        guard let side = defaultLeft.integer(at: node), side == 0 || side == 1 else {
            throw failure(node, "has the default side \(defaultLeft.text(at: node)), expected 0 or 1")
        }
        if try !isCategorical(node), !condition.isFinite {
            throw failure(node, "has the threshold \(condition), which is not finite")
        }
        return .split(feature: feature, left: left)
    }

    private func isCategorical(_ node: Int) throws(ModelImportError) -> Bool {
        guard let splitTypes else { return false }
        guard let type = splitTypes.integer(at: node), type == 0 || type == 1 else {
            throw failure(node, "has the split type \(splitTypes.text(at: node)), expected 0 or 1")
        }
        return type == 1
    }

    /// Number of the new set of a categorical split, -1 for a numeric one.
    private func appendCategorySet(of node: Int, to ensemble: inout TreeEnsemble) throws(ModelImportError) -> Int32 {
        guard try isCategorical(node) else { return -1 }
        guard categoryRanges.indices.contains(node), let range = categoryRanges[node] else {
            throw failure(node, "is a categorical split without a set of categories")
        }
        var codes: Set<Int32> = []
        for index in range {
            guard let code = categories.integer(at: index), (0..<TreeEnsemble.categoryLimit).contains(code) else {
                throw failure(
                    node,
                    "has the category code \(categories.text(at: index)), expected one of 0 to "
                        + "\(TreeEnsemble.categoryLimit - 1)")
            }
            codes.insert(Int32(code))
        }
        ensemble.categoryCodes.append(contentsOf: codes.sorted())
        ensemble.categorySetOffsets.append(Int32(ensemble.categoryCodes.count))
        return Int32(ensemble.categorySetOffsets.count - 2)
    }
}
