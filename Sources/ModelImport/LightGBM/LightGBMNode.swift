import ScoringModel

/// The bits of a `decision_type`.
struct LightGBMDecision {
    /// What is missing at a split. Where `nothing` is, NaN counts as 0; where `zeros` are, it does too.
    enum Missing: Int { case nothing, zeros, nan }

    let isCategorical: Bool
    let isDefaultLeft: Bool
    let missing: Missing

    /// Of 0 to 11.
    init(type: Int) {
        isCategorical = type & 1 != 0
        isDefaultLeft = type & 2 != 0
        missing = Missing(rawValue: type >> 2) ?? .nothing
    }
}

/// A split with LightGBM's rule in `TreeEnsemble`'s form.
struct LightGBMNode {
    var threshold: Double
    var left: Int32
    var right: Int32
    var isDefaultLeft: Bool
    var isZeroMissing = false
    var set: Int32 = -1

    /// `value <= threshold` goes left.
    ///
    /// LightGBM takes every value up to `TreeEnsemble.zeroLimit` for 0 before its trees see it, and thresholds are often
    /// that limit: all of it must go where 0 goes, the limit itself too.
    init(threshold: Double, _ decision: LightGBMDecision, left: Int32, right: Int32) {
        let limit = TreeEnsemble.zeroLimit
        if threshold.magnitude <= limit {
            self.threshold = threshold < 0 ? -limit : limit.nextUp
        } else {
            self.threshold = threshold.nextUp
        }
        self.left = left
        self.right = right
        isDefaultLeft = decision.missing == .nothing ? 0 <= threshold : decision.isDefaultLeft
        isZeroMissing = decision.missing == .zeros
        // Nothing is above it, but infinity is not below itself: what goes left everywhere goes right nowhere.
        if threshold == .infinity {
            self.threshold = -.infinity
            swap(&self.left, &self.right)
            isDefaultLeft.toggle()
        }
    }

    /// A code in the set goes left, everything else and what is missing right: with children swapped, the other way
    /// round. -1 is a set without codes, for which nothing goes left.
    init(set: Int32, left: Int32, right: Int32) {
        self.set = set
        isDefaultLeft = set >= 0
        threshold = set >= 0 ? 0 : -.infinity
        (self.left, self.right) = set >= 0 ? (right, left) : (left, right)
    }
}

extension TreeEnsemble {
    mutating func append(_ node: LightGBMNode, feature: Int32) {
        features.append(feature)
        values.append(node.threshold)
        leftChildren.append(node.left)
        rightChildren.append(node.right)
        defaultLeft.append(node.isDefaultLeft ? 1 : 0)
        categorySets.append(node.set)
        // Empty stands for 0 everywhere, which most models have.
        if node.isZeroMissing, missingZeros.isEmpty {
            missingZeros = Array(repeating: 0, count: nodeCount - 1)
            missingZeros.append(1)
        } else if node.isZeroMissing || !missingZeros.isEmpty {
            missingZeros.append(node.isZeroMissing ? 1 : 0)
        }
    }

    mutating func append(leaf value: Double) {
        features.append(-1)
        values.append(value)
        leftChildren.append(-1)
        rightChildren.append(-1)
        defaultLeft.append(0)
        categorySets.append(-1)
        if !missingZeros.isEmpty { missingZeros.append(0) }
    }
}
