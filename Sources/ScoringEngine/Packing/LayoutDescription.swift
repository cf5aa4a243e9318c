/// How a scorer lays out a model, and why: for people.
package struct LayoutDescription: Sendable, Equatable {
    /// A way in which trees are scored.
    package struct Path: Sendable, Equatable {
        package let name: String
        package let treeCount: Int
        /// Bits of the leaves' codes; 0 where there are no codes.
        package let codeBits: Int
        /// Selects per tree, of a block of rows each.
        package let operationsPerTree: Double
    }

    package var name: String
    package var kernel: Kernel
    /// A sentence.
    package var reason: String
    package var byteCount: Int
    /// Scratch memory of one call.
    package var scratchByteCount = 0
    /// Distinct predicates; 0 where nodes are compared one by one.
    package var predicateCount = 0
    package var rowsPerBlock = 0
    package var paths: [Path] = []
    /// What takes the slower general path, a sentence each.
    package var general: [String] = []
}
