/// The results of one batch as bytes, one per job in the order of the jobs, with where each goes.
package struct ResultBatch: Sendable {
    /// All results one after another.
    package var bytes: [UInt8] = []
    /// End of each result in `bytes`.
    package var ends: [Int] = []
    /// Per result: 0 for the model's `results` list, else 1 + an index into `replyNames`.
    package var destinations: [Int] = []
    /// Reply lists of this batch, each once; satisfy `Keyspace.isName`.
    package var replyNames: [String] = []

    package init() {}

    package var count: Int { ends.count }

    package func bytes(at index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    /// Empties the batch and keeps its memory, unless that is much.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 22)
        ends.removeAll(keepingCapacity: true)
        destinations.removeAll(keepingCapacity: true)
        replyNames.removeAll(keepingCapacity: true)
    }

    /// The destinations of reply lists, which are added where they are new.
    mutating func positions(of names: [String]) -> [Int] {
        let known = replyNames
        return names.map { name in
            if let position = known.firstIndex(of: name) { return position + 1 }
            replyNames.append(name)
            return replyNames.count
        }
    }
}
