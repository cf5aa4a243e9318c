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
        try requireOffsets(treeOffsets, of: treeCount, to: nodeCount, "tree")
        for (tree, group) in treeGroups.enumerated() where !(0..<Int32(groupCount)).contains(group) {
            throw ModelError("tree \(tree) adds to group \(group), expected one of 0 to \(groupCount - 1)")
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
            guard values[index].isFinite else {
                throw ModelError("tree \(tree), node \(node): the value \(values[index]) is not finite")
            }
            let (left, right) = (Int(leftChildren[index]), Int(rightChildren[index]))
            guard features[index] != -1 else {
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
