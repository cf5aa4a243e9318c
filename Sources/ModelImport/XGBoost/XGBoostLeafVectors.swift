import ScoringModel

/// The leaves of a tree that adds to all margins (`multi_strategy=multi_output_tree`).
///
/// XGBoost to 3.1 keeps a vector for every node among `base_weights`; later ones keep one for each leaf in `leaf_weights`,
/// and its number there in the place of the leaf's right child.
struct XGBoostLeafVectors {
    private let numbers: NumberList
    private let size: Int
    /// First number of each node's vector; that of a split means nothing.
    private let starts: [Int]
    /// Leaves have a number in place of a right child.
    let areNumbered: Bool

    init(
        _ tree: DocumentField, size: Int, groupCount: Int, _ leftChildren: NumberList, _ rightChildren: NumberList
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
            areNumbered = false
            return
        }
        let leafCount = (0..<nodeCount).count { leftChildren.integer(at: $0) == -1 }
        numbers = try leaves.numbers(count: leafCount * size)
        areNumbered = true
        var starts = [Int](repeating: 0, count: nodeCount)
        var isTaken = [Bool](repeating: false, count: leafCount)
        for node in 0..<nodeCount where leftChildren.integer(at: node) == -1 {
            guard let leaf = rightChildren.integer(at: node), isTaken.indices.contains(leaf), !isTaken[leaf] else {
                throw tree.failure(
                    "node \(node) is the leaf \(rightChildren.text(at: node)), expected each of 0 to \(leafCount - 1) once"
                )
            }
            isTaken[leaf] = true
            starts[node] = leaf * size
        }
        self.starts = starts
    }

    /// The vector of a leaf.
    func vector(of node: Int) -> [Float] {
        (starts[node]..<starts[node] + size).map { numbers.float(at: $0) }
    }
}
