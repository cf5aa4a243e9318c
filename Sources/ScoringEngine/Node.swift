import ScoringModel

/// A split, or a leaf that leads to itself: a row that has arrived may walk on with the others. 16 bytes, so that four
/// share a cache line.
struct Node: Sendable {
    /// Key of a numeric split's threshold; below every key for a leaf.
    var threshold: Int32
    /// The left child, which the right one follows; for a leaf the node before it, because a leaf always goes right.
    var left: Int32
    /// Which of a row's keys is compared: 2 × feature, and 1 more when NaN goes right. 0 for a leaf: any will do.
    var column: Int32
    /// Value of a leaf.
    var value: Float

    /// `left` is the place of the left child, for a leaf its own.
    init(_ source: Int, of ensemble: TreeEnsemble, left: Int) {
        let isLeaf = ensemble.features[source] < 0
        threshold = isLeaf ? Int32.min : Float(ensemble.values[source]).sortKey
        self.left = Int32(isLeaf ? left - 1 : left)
        column = isLeaf ? 0 : 2 * ensemble.features[source] + (ensemble.defaultLeft[source] == 1 ? 0 : 1)
        value = isLeaf ? Float(ensemble.values[source]) : 0
    }

    /// The child for a key. Arithmetic, because a branch that half of the rows take is mispredicted half of the time.
    @inline(__always)
    func child(for key: Int32) -> Int32 {
        // -1 when the key is less than the threshold: left.
        left &+ 1 &+ Int32(truncatingIfNeeded: (Int64(key) &- Int64(threshold)) >> 63)
    }
}

extension Float {
    /// Orders as the values do, also infinities; both zeros have the same. Not for NaN.
    @inline(__always)
    var sortKey: Int32 {
        let bits = Int32(bitPattern: (self + 0).bitPattern)
        return bits ^ ((bits >> 31) & Int32.max)
    }
}
