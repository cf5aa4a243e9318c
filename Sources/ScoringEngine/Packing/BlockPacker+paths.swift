/// How an ensemble's trees were packed, for people.
extension BlockPacker {
    struct PathKey: Hashable {
        let isHeap: Bool
        let isPlain: Bool
        let bits: Int
    }

    mutating func note(_ path: PathKey, _ trees: Int, _ operations: Int) {
        paths[path, default: (0, 0)].trees += trees
        paths[path, default: (0, 0)].operations += operations
    }

    var describedPaths: [LayoutDescription.Path] {
        paths.map { key, sums in
            let form = key.isPlain ? "leaves one by one" : "leaves in planes"
            let steps = key.isHeap ? "complete trees of \(key.bits) levels in registers" : "select programs"
            return LayoutDescription.Path(
                name: "\(steps), \(form)", treeCount: sums.trees, codeBits: key.bits,
                operationsPerTree: Double(sums.operations) / Double(sums.trees))
        }.sorted { ($1.treeCount, $0.name, $0.codeBits) < ($0.treeCount, $1.name, $1.codeBits) }
    }
}
