import CScoringKernels
import ScoringModel

/// Leaves: in which form a group's are looked up, and the tables of a tree.
extension BlockPacker {
    /// Looking up a leaf by a code of so many bits, in the cheaper form.
    func leafCost(bits: Int) -> Int {
        min(costs.plainLeaf, planeLeafCost(bits: bits) ?? Int.max)
    }

    private func planeLeafCost(bits: Int) -> Int? {
        guard let table = tableBits(bits), let cost = costs.planeLeaf[table] else { return nil }
        return ensemble.precision == .float64 ? 2 * cost : cost
    }

    /// Bits of the smallest table in planes that has codes of so many bits.
    func tableBits(_ bits: Int) -> Int? { costs.planeLeaf.keys.filter { $0 >= bits }.min() }

    func isPlain(bits: Int) -> Bool { planeLeafCost(bits: bits).map { $0 >= costs.plainLeaf } ?? true }

    func leafForm(isPlain: Bool) -> UInt8 {
        UInt8(isPlain ? scoreline_leaves_plain : scoreline_leaves_planes)
    }

    /// The leaf of each code of a tree, by its place in the forest; nil for a code that never comes out.
    struct LeafTable {
        let bits: Int
        var places: [Int?]
        init(bits: Int) {
            self.bits = bits
            places = [Int?](repeating: nil, count: 1 << bits)
        }
    }

    mutating func appendTree(planes: [UInt32], bits: Int, _ table: LeafTable, _ group: scoreline_group) {
        let isPlain = group.leaf_form == leafForm(isPlain: true)
        let stride = isPlain ? 1 << bits : 1 << Int(group.code_bits)
        let size = ensemble.precision == .float64 ? 8 : 4
        // A table of planes is loaded as whole vectors.
        let alignment = Int(scoreline_alignment)
        while !parts.leaves.count.isMultiple(of: alignment) { parts.leaves.append(0) }
        var tree = scoreline_tree()
        tree.first_leaf = UInt64(parts.leaves.count / size)
        tree.leaf_stride = UInt32(stride)
        tree.code_bits = UInt32(bits)
        unsafe withUnsafeMutableBytes(of: &tree.planes) { bytes in
            let slots = unsafe bytes.bindMemory(to: UInt32.self)
            for (bit, slot) in planes.enumerated() { unsafe slots[bit] = slot }
        }
        parts.trees.append(tree)
        for number in 0..<leafLength {
            let start = parts.leaves.count
            parts.leaves += [UInt8](repeating: 0, count: stride * size)
            for (code, place) in table.places.enumerated() {
                guard let place else { continue }
                let pattern = self.pattern(leaf(place, number))
                for byte in 0..<size {
                    let position = isPlain ? code * size + byte : byte * stride + code
                    parts.leaves[start + position] = UInt8(truncatingIfNeeded: pattern >> UInt64(8 * byte))
                }
            }
        }
    }

    private func leaf(_ place: Int, _ number: Int) -> Double {
        let node = Int(forest.nodes[place])
        guard !ensemble.leafVectors.isEmpty else { return ensemble.values[node] }
        return ensemble.leafVectors[Int(leafNumbers[node]) * ensemble.groupCount + number]
    }

    /// Bits of a number in the ensemble's precision.
    private func pattern(_ number: Double) -> UInt64 {
        ensemble.precision == .float64 ? number.bitPattern : UInt64(Float(number).bitPattern)
    }

    func bytes(_ numbers: [Double]) -> [UInt8] {
        let size = ensemble.precision == .float64 ? 8 : 4
        return numbers.flatMap { number in
            let pattern = pattern(number)
            return (0..<size).map { UInt8(truncatingIfNeeded: pattern >> UInt64(8 * $0)) }
        }
    }
}
