extension TreeEnsemble {
    /// Category codes are below it: from here on Float32 can't tell neighbours apart.
    package static let categoryLimit = 16_777_216
    /// Splits on the longest path of a tree.
    package static let maximumDepth = 512
    package static let maximumTreeCount = 1 << 20
    package static let maximumNodeCount = 1 << 26
    package static let maximumGroupCount = 1 << 14

    /// Checks shapes, ranges and that every tree is one; nodes that no path reaches may hold anything.
    func validate(featureCount: Int) throws(ModelError) {
        try validateShapes()
        try validateCategorySets()
        try validateLeafVectors()
        try validateLinearLeaves(featureCount: featureCount)
        var reached = [Bool](repeating: false, count: nodeCount)
        for tree in 0..<treeCount { try validate(tree: tree, featureCount, &reached) }
    }

    private func validateShapes() throws(ModelError) {
        guard (1...Self.maximumGroupCount).contains(groupCount) else {
            throw ModelError("the ensemble has \(groupCount) output groups, expected 1 to \(Self.maximumGroupCount)")
        }
        guard baseMargins.count == groupCount else {
            throw ModelError("the ensemble has \(baseMargins.count) base margins for \(groupCount) output groups")
        }
        if let group = baseMargins.firstIndex(where: { !$0.isFinite }) {
            throw ModelError("the base margin of group \(group) is \(baseMargins[group]), which is not finite")
        }
        if let group = baseMargins.firstIndex(where: { !isExact($0) }) {
            throw ModelError("the base margin of group \(group) is \(baseMargins[group]), which is no Float32")
        }
        guard treeCount <= Self.maximumTreeCount else {
            throw ModelError("the ensemble has \(treeCount) trees, expected at most \(Self.maximumTreeCount)")
        }
        guard nodeCount <= Self.maximumNodeCount else {
            throw ModelError("the ensemble has \(nodeCount) nodes, expected at most \(Self.maximumNodeCount)")
        }
        let counts = [
            ("values", values.count), ("left children", leftChildren.count), ("right children", rightChildren.count),
            ("default sides", defaultLeft.count), ("category sets", categorySets.count),
        ]
        for (name, count) in counts where count != nodeCount {
            throw ModelError("the ensemble has \(count) \(name) for \(nodeCount) nodes")
        }
        if !missingZeros.isEmpty, missingZeros.count != nodeCount {
            throw ModelError("the ensemble has \(missingZeros.count) missing zeros for \(nodeCount) nodes")
        }
        try requireOffsets(treeOffsets, of: treeCount, to: nodeCount, "tree")
        let groups = leafVectors.isEmpty ? 0..<Int32(groupCount) : 0..<1
        for (tree, group) in treeGroups.enumerated() where !groups.contains(group) {
            throw ModelError("tree \(tree) adds to group \(group), expected one of 0 to \(groups.upperBound - 1)")
        }
    }

    /// Whether a number is one of the ensemble's precision.
    private func isExact(_ number: Double) -> Bool { precision.rounded(number) == number }

    // MARK: Leaves

    private func validateLeafVectors() throws(ModelError) {
        guard !leafVectors.isEmpty else { return }
        // A division: a hostile count must not overflow a product.
        guard leafVectors.count.isMultiple(of: groupCount), leafVectors.count / groupCount == leafCount else {
            throw ModelError(
                "the leaf vectors have \(leafVectors.count) numbers, expected \(leafCount) leaves × \(groupCount)")
        }
        if let index = leafVectors.firstIndex(where: { !$0.isFinite || !isExact($0) }) {
            throw ModelError(
                "leaf vector \(index / groupCount) has the number \(leafVectors[index]) for group \(index % groupCount), "
                    + "which is no finite \(precision.rawValue)")
        }
        guard linearLeaves == nil else {
            throw ModelError("the ensemble has both vectors and linear functions for leaves")
        }
    }

    private func validateLinearLeaves(featureCount: Int) throws(ModelError) {
        guard let linear = linearLeaves else { return }
        guard precision == .float64 else {
            throw ModelError("linear leaves are computed in float64, but the ensemble's precision is float32")
        }
        let (terms, leaves) = (linear.features.count, leafCount)
        guard linear.coefficients.count == terms, linear.constants.count == leaves else {
            throw ModelError(
                "the linear leaves have \(linear.coefficients.count) coefficients for \(terms) features and "
                    + "\(linear.constants.count) constants for \(leaves) leaves")
        }
        guard linear.offsets.count == leaves + 1, linear.offsets[0] == 0, Int(linear.offsets[leaves]) == terms,
            zip(linear.offsets, linear.offsets.dropFirst()).allSatisfy({ $0 <= $1 })
        else {
            throw ModelError(
                "the linear offsets must be \(leaves + 1) numbers from 0 to \(terms), none below the one before")
        }
        if let term = linear.features.firstIndex(where: { !(0..<featureCount).contains(Int($0)) }) {
            throw ModelError(
                "linear term \(term): feature \(linear.features[term]) does not exist, the model has \(featureCount)")
        }
        for (name, numbers) in [("coefficient", linear.coefficients), ("constant", linear.constants)] {
            if let index = numbers.firstIndex(where: { !$0.isFinite }) {
                throw ModelError("linear \(name) \(index) is \(numbers[index]), which is not finite")
            }
        }
    }

    private func validateCategorySets() throws(ModelError) {
        try requireOffsets(
            categorySetOffsets, of: max(categorySetOffsets.count - 1, 0), to: categoryCodes.count, "category set")
        for set in categorySetOffsets.indices.dropLast() {
            var previous: Int32 = -1
            for position in categorySetOffsets[set]..<categorySetOffsets[set + 1] {
                let code = categoryCodes[Int(position)]
                guard (0..<Int32(Self.categoryLimit)).contains(code) else {
                    throw ModelError(
                        "category set \(set) has the code \(code), expected one of 0 to \(Self.categoryLimit - 1)")
                }
                guard code > previous else {
                    throw ModelError(
                        "category set \(set) has the code \(code) after \(previous), expected them ascending")
                }
                previous = code
            }
        }
    }

    /// Offsets rise from 0 to `end`, so that no part is empty.
    private func requireOffsets(_ offsets: [Int32], of count: Int, to end: Int, _ what: String) throws(ModelError) {
        guard offsets.count == count + 1, offsets[0] == 0, Int(offsets[count]) == end else {
            throw ModelError("the \(what) offsets must be \(count + 1) numbers from 0 to \(end)")
        }
        for part in 0..<count where offsets[part] >= offsets[part + 1] {
            throw ModelError("\(what) \(part) is empty: its offsets are \(offsets[part]) and \(offsets[part + 1])")
        }
    }

    /// Walks one tree with a stack of its own: a hostile file must not choose the depth of ours.
    private func validate(tree: Int, _ featureCount: Int, _ reached: inout [Bool]) throws(ModelError) {
        let start = Int(treeOffsets[tree])
        let count = Int(treeOffsets[tree + 1]) - start
        var open: [(node: Int, depth: Int)] = [(0, 0)]
        while let (node, depth) = open.popLast() {
            let index = start + node
            guard !reached[index] else {
                throw ModelError("tree \(tree), node \(node): two paths lead here, so this is no tree")
            }
            reached[index] = true
            let isLeaf = features[index] == -1
            guard isLeaf ? values[index].isFinite : !values[index].isNaN else {
                throw ModelError(
                    "tree \(tree), node \(node): the value \(values[index]) is not \(isLeaf ? "finite" : "a number")")
            }
            guard isExact(values[index]) else {
                throw ModelError("tree \(tree), node \(node): the value \(values[index]) is no \(precision.rawValue)")
            }
            let (left, right) = (Int(leftChildren[index]), Int(rightChildren[index]))
            guard !isLeaf else {
                guard left == -1, right == -1, categorySets[index] == -1 else {
                    throw ModelError("tree \(tree), node \(node): a leaf has no children and no category set")
                }
                continue
            }
            guard (0..<featureCount).contains(Int(features[index])) else {
                throw ModelError(
                    "tree \(tree), node \(node): feature \(features[index]) does not exist, the model has \(featureCount)"
                )
            }
            guard defaultLeft[index] <= 1 else {
                throw ModelError(
                    "tree \(tree), node \(node): the default side is \(defaultLeft[index]), expected 0 or 1")
            }
            if !missingZeros.isEmpty, missingZeros[index] > (categorySets[index] < 0 ? 1 : 0) {
                throw ModelError(
                    "tree \(tree), node \(node): missing zeros is \(missingZeros[index]), expected 0 or, at a numeric "
                        + "split, 1")
            }
            guard (-1..<categorySetOffsets.count - 1).contains(Int(categorySets[index])) else {
                throw ModelError("tree \(tree), node \(node): category set \(categorySets[index]) does not exist")
            }
            guard depth < Self.maximumDepth else {
                throw ModelError("tree \(tree), node \(node): deeper than \(Self.maximumDepth) splits")
            }
            for child in [right, left] {
                guard (1..<count).contains(child) else {
                    throw ModelError(
                        "tree \(tree), node \(node): child \(child) is not among the tree's \(count) nodes")
                }
                open.append((child, depth + 1))
            }
        }
    }
}
