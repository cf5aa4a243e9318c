package import ScoringModel

/// The rules of `TreeEnsemble` and `LinearModel` one by one, for one row: slow, and the oracle of every faster scorer.
/// Immutable; any thread.
package struct ReferenceScorer: Sendable {
    private let predictor: Predictor
    /// Number of each node among the leaves, where leaves are not just numbers.
    private let leafNumbers: [Int32]

    /// Of a validated model.
    package init(_ predictor: Predictor) {
        self.predictor = predictor
        var (numbers, count): ([Int32], Int32) = ([], 0)
        if let trees = predictor.trees, !trees.leafVectors.isEmpty || trees.linearLeaves != nil {
            for feature in trees.features {
                numbers.append(count)
                if feature < 0 { count += 1 }
            }
        }
        leafNumbers = numbers
    }

    /// The margins of one encoded row, one per output group; NaN is missing.
    package func margins(of row: Span<Double>) -> [Double] {
        switch predictor {
        case .trees(let ensemble): margins(of: row, ensemble)
        case .linear(let model): model.margins(of: row)
        case .pipeline(let pipeline): pipeline.margins(of: row)
        }
    }

    private func margins(of row: Span<Double>, _ ensemble: TreeEnsemble) -> [Double] {
        var margins = ensemble.baseMargins
        func add(_ number: Double, _ group: Int) {
            margins[group] = ensemble.precision.rounded(margins[group] + number)
        }
        for tree in 0..<ensemble.treeCount {
            let leaf = ensemble.leaf(of: tree, row)
            if !ensemble.leafVectors.isEmpty {
                let first = Int(leafNumbers[leaf]) * ensemble.groupCount
                for group in 0..<ensemble.groupCount { add(ensemble.leafVectors[first + group], group) }
            } else if let linear = ensemble.linearLeaves {
                let value = linear.value(Int(leafNumbers[leaf]), row) ?? ensemble.values[leaf]
                add(value, Int(ensemble.treeGroups[tree]))
            } else {
                add(ensemble.values[leaf], Int(ensemble.treeGroups[tree]))
            }
        }
        return margins
    }
}

extension LinearModel {
    fileprivate func margins(of row: Span<Double>) -> [Double] {
        (0..<groupCount).map { group in
            var margin = bias[group] + baseMargins[group]
            for feature in row.indices where !row[feature].isNaN {
                margin += Float(row[feature]) * weights[feature * groupCount + group]
            }
            return Double(margin)
        }
    }
}

extension LinearLeaves {
    /// What a leaf answers; nil when a value that it needs is missing.
    fileprivate func value(_ leaf: Int, _ row: Span<Double>) -> Double? {
        var sum = constants[leaf]
        for term in Int(offsets[leaf])..<Int(offsets[leaf + 1]) {
            let value = row[Int(features[term])]
            if value.isNaN { return nil }
            sum += coefficients[term] * value
        }
        return sum
    }
}

extension TreeEnsemble {
    /// The node of a tree at which a row arrives.
    fileprivate func leaf(of tree: Int, _ row: Span<Double>) -> Int {
        let start = Int(treeOffsets[tree])
        var node = start
        while features[node] >= 0 {
            let isLeft = goesLeft(node, precision.rounded(row[Int(features[node])]))
            node = start + Int(isLeft ? leftChildren[node] : rightChildren[node])
        }
        return node
    }

    private func goesLeft(_ node: Int, _ value: Double) -> Bool {
        if value.isNaN { return defaultLeft[node] == 1 }
        let set = Int(categorySets[node])
        guard set >= 0 else {
            let isZero = !missingZeros.isEmpty && missingZeros[node] == 1 && value.magnitude <= Self.zeroLimit
            return isZero ? defaultLeft[node] == 1 : value < values[node]
        }
        let isCode = precision == .float32 ? value >= 0 : value > -1
        guard isCode, value < Double(Self.categoryLimit) else { return true }
        let codes = Int(categorySetOffsets[set])..<Int(categorySetOffsets[set + 1])
        return !categoryCodes[codes].contains(Int32(value))
    }
}
