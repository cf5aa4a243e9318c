import ScoringModel

/// The trees of a TreeEnsembleRegressor or TreeEnsembleClassifier, brought into our one comparison.
struct ONNXTrees {
    private(set) var ensemble: TreeEnsemble
    /// Whether some split says that missing values take its true branch.
    private(set) var isMissingAware = false

    private struct Source {
        let features: [Int]
        let modes: [String]
        let values: [Double]
        let whenTrue: [Int]
        let whenFalse: [Int]
        let tracksTrue: [Int]
    }

    /// Place among the nodes of the file by the two numbers that name a node.
    private struct Key: Hashable {
        let tree: Int
        let node: Int
    }

    private struct Weight {
        let group: Int
        let value: Double
    }

    private let node: ONNXNode
    private let source: Source
    private let columnCount: Int
    private var places: [Key: Int] = [:]
    private var weights: [Int: [Weight]] = [:]

    /// `prefix` is that of the weights' attributes: `class` or `target`.
    init(
        _ node: ONNXNode, _ prefix: String, groupCount: Int, columnCount: Int, precision: Precision
    ) throws(ModelImportError) {
        self.node = node
        self.columnCount = columnCount
        source = Source(
            features: node.integers("nodes_featureids"), modes: node.texts("nodes_modes"),
            values: node.floats("nodes_values"), whenTrue: node.integers("nodes_truenodeids"),
            whenFalse: node.integers("nodes_falsenodeids"),
            tracksTrue: node.integers("nodes_missing_value_tracks_true"))
        ensemble = TreeEnsemble(
            precision: precision, groupCount: groupCount, baseMargins: Array(repeating: 0, count: groupCount))
        let roots = try readPlaces()
        try readWeights(prefix)
        let isVector = try !readGroups(roots)
        var visited = [Bool](repeating: false, count: source.modes.count)
        for (tree, root) in roots { try append(tree, root, isVector: isVector, &visited) }
    }

    // MARK: The file's lists

    /// Gives the number and the root of each tree, in the order of the file.
    private mutating func readPlaces() throws(ModelImportError) -> [(tree: Int, root: Int)] {
        let (trees, nodes) = (node.integers("nodes_treeids"), node.integers("nodes_nodeids"))
        let count = source.modes.count
        let lists = [
            trees.count, nodes.count, source.features.count, source.values.count, source.whenTrue.count,
            source.whenFalse.count,
        ]
        guard count > 0, count <= TreeEnsemble.maximumNodeCount, lists.allSatisfy({ $0 == count }),
            source.tracksTrue.isEmpty || source.tracksTrue.count == count
        else { throw node.failure("its lists of nodes have the lengths \(lists + [count])") }
        var roots: [(tree: Int, root: Int)] = []
        var seen: Set<Int> = []
        for place in 0..<count {
            guard places.updateValue(place, forKey: Key(tree: trees[place], node: nodes[place])) == nil else {
                throw node.failure("node \(nodes[place]) of tree \(trees[place]) stands twice")
            }
            if seen.insert(trees[place]).inserted { roots.append((trees[place], place)) }
        }
        return roots
    }

    private mutating func readWeights(_ prefix: String) throws(ModelImportError) {
        let trees = node.integers("\(prefix)_treeids")
        let nodes = node.integers("\(prefix)_nodeids")
        let groups = node.integers("\(prefix)_ids")
        let numbers = node.floats("\(prefix)_weights")
        guard [trees.count, nodes.count, groups.count].allSatisfy({ $0 == numbers.count }) else {
            throw node.failure("its lists of weights have different lengths")
        }
        for index in numbers.indices {
            guard let place = places[Key(tree: trees[index], node: nodes[index])] else {
                throw node.failure("a weight of node \(nodes[index]) of tree \(trees[index]), which is not there")
            }
            guard (0..<ensemble.groupCount).contains(groups[index]) else {
                throw node.failure("a weight of class or target \(groups[index]), there are \(ensemble.groupCount)")
            }
            let value = ensemble.precision.rounded(numbers[index])
            guard value.isFinite else { throw node.failure("the weight \(numbers[index]) is not finite") }
            guard weights[place]?.contains(where: { $0.group == groups[index] }) != true else {
                throw node.failure("node \(nodes[index]) of tree \(trees[index]) has two weights of one score")
            }
            weights[place, default: []].append(Weight(group: groups[index], value: value))
        }
    }

    /// Finds the one score that each tree adds to; false when some tree adds to several.
    private mutating func readGroups(_ roots: [(tree: Int, root: Int)]) throws(ModelImportError) -> Bool {
        var groups: [Int: Int] = [:]
        for (key, place) in places {
            for weight in weights[place] ?? [] {
                if let other = groups[key.tree], other != weight.group {
                    ensemble.treeGroups = roots.map { _ in 0 }
                    guard weights.count <= (1 << 28) / ensemble.groupCount else {
                        throw node.failure("its leaves have too many scores")
                    }
                    return false
                }
                groups[key.tree] = weight.group
            }
        }
        ensemble.treeGroups = roots.map { Int32(groups[$0.tree] ?? 0) }
        return true
    }

    // MARK: One tree

    private mutating func append(
        _ tree: Int, _ root: Int, isVector: Bool, _ visited: inout [Bool]
    ) throws(ModelImportError) {
        let start = ensemble.nodeCount
        // Nodes are appended before their children, which say where they have come to lie.
        var open: [(place: Int, parent: Int, isLeft: Bool, depth: Int)] = [(root, -1, false, 0)]
        while let (place, parent, isLeft, depth) = open.popLast() {
            guard !visited[place] else { throw node.failure("tree \(tree) reaches a node twice") }
            visited[place] = true
            guard depth <= TreeEnsemble.maximumDepth else {
                throw node.failure("tree \(tree) is deeper than \(TreeEnsemble.maximumDepth) splits")
            }
            let number = ensemble.nodeCount - start
            if parent >= 0 {
                if isLeft {
                    ensemble.leftChildren[parent] = Int32(number)
                } else {
                    ensemble.rightChildren[parent] = Int32(number)
                }
            }
            if source.modes[place] == "LEAF" {
                appendLeaf(place, isVector: isVector)
                continue
            }
            let index = ensemble.nodeCount
            let isSwapped = try appendSplit(place, tree)
            for (target, isTrue) in [(source.whenFalse[place], false), (source.whenTrue[place], true)] {
                guard let child = places[Key(tree: tree, node: target)] else {
                    throw node.failure("tree \(tree) has no node \(target)")
                }
                open.append((child, index, isTrue != isSwapped, depth + 1))
            }
        }
        ensemble.treeOffsets.append(Int32(ensemble.nodeCount))
    }

    private mutating func appendLeaf(_ place: Int, isVector: Bool) {
        var value = 0.0
        if isVector {
            var vector = [Double](repeating: 0, count: ensemble.groupCount)
            for weight in weights[place] ?? [] { vector[weight.group] = weight.value }
            ensemble.leafVectors += vector
        } else {
            value = weights[place]?.first?.value ?? 0
        }
        appendNode(feature: -1, value, defaultLeft: 0)
    }

    /// Gives whether the true branch goes right.
    private mutating func appendSplit(_ place: Int, _ tree: Int) throws(ModelImportError) -> Bool {
        let feature = source.features[place]
        guard (0..<columnCount).contains(feature) else {
            throw node.failure("tree \(tree) has the feature \(feature), there are \(columnCount)")
        }
        let number = ensemble.precision.rounded(source.values[place])
        guard !number.isNaN else { throw node.failure("tree \(tree) has a threshold that is NaN") }
        let threshold: Double
        let isSwapped: Bool
        switch source.modes[place] {
        case "BRANCH_LEQ": (threshold, isSwapped) = (next(number), false)
        case "BRANCH_LT": (threshold, isSwapped) = (number, false)
        case "BRANCH_GTE": (threshold, isSwapped) = (number, true)
        case "BRANCH_GT": (threshold, isSwapped) = (next(number), true)
        default: throw node.failure("the comparison \(source.modes[place].prefix(32)) can't be imported")
        }
        let tracksTrue = !source.tracksTrue.isEmpty && source.tracksTrue[place] != 0
        if tracksTrue { isMissingAware = true }
        appendNode(feature: Int32(feature), threshold, defaultLeft: tracksTrue != isSwapped ? 1 : 0)
        return isSwapped
    }

    private mutating func appendNode(feature: Int32, _ value: Double, defaultLeft: UInt8) {
        ensemble.features.append(feature)
        ensemble.values.append(value)
        ensemble.leftChildren.append(-1)
        ensemble.rightChildren.append(-1)
        ensemble.defaultLeft.append(defaultLeft)
        ensemble.categorySets.append(-1)
    }

    /// `x <= number` is `x < next(number)`.
    private func next(_ number: Double) -> Double {
        ensemble.precision == .float32 ? Double(Float(number).nextUp) : number.nextUp
    }
}
