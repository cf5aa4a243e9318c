import ScoringModel

/// The leaves of a tree that adds to all margins (`multi_strategy=multi_output_tree`).
///
/// XGBoost to 3.1 keeps a vector for every node among `base_weights`; later ones keep one for each leaf, in the order of the
/// nodes, in `leaf_weights`.
struct XGBoostLeafVectors {
    private let numbers: NumberList
    private let size: Int
    /// First number of each node's vector; that of a split means nothing.
    private let starts: [Int]

    init(
        _ tree: DocumentField, size: Int, groupCount: Int, _ leftChildren: NumberList
    ) throws(ModelImportError) {
        guard size == groupCount else {
            throw tree.failure("has leaves of \(size) numbers, expected \(groupCount), one per output")
        }
        self.size = size
        let nodeCount = leftChildren.count
        guard let leaves = try tree.optionalMember("leaf_weights") else {
            // Neither factor is large: sizes are at most 2^14, nodes at most 2^26.
            numbers = try tree.member("base_weights").numbers(count: nodeCount * size)
            starts = (0..<nodeCount).map { $0 * size }
            return
        }
        var leafCount = 0
        var starts: [Int] = []
        for node in 0..<nodeCount {
            starts.append(leafCount * size)
            if leftChildren.integer(at: node) == -1 { leafCount += 1 }
        }
        self.starts = starts
        numbers = try leaves.numbers(count: leafCount * size)
    }

    /// The vector of a leaf.
    func vector(of node: Int) -> [Float] {
        (starts[node]..<starts[node] + size).map { numbers.float(at: $0) }
    }
}
