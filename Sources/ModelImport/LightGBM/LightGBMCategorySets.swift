import ScoringModel

/// The sets of a tree's categorical splits: bits of words of 32.
struct LightGBMCategorySets {
    /// First word of each set, and the number of words; sets + 1 elements.
    private let boundaries: [Int]
    private let words: [Int]

    var count: Int { boundaries.count - 1 }

    init(_ section: LightGBMSection) throws(ModelImportError) {
        let count = try section.integer("num_cat", in: 0...TreeEnsemble.maximumNodeCount)
        guard count > 0 else {
            (boundaries, words) = ([0], [])
            return
        }
        boundaries = try section.integers("cat_boundaries", count: count + 1, in: 0...ModelImporter.maximumByteCount)
        for index in boundaries.indices where boundaries[index] < (index == 0 ? 0 : boundaries[index - 1]) {
            throw section.failure("cat_boundaries[\(index)]", "is \(boundaries[index]), which is below the one before")
        }
        guard boundaries[0] == 0 else {
            throw section.failure("cat_boundaries[0]", "is \(boundaries[0]), expected 0")
        }
        words = try section.integers("cat_threshold", count: boundaries[count], in: 0...Int(UInt32.max))
    }

    /// Appends the codes of a set; the number of the new set, or -1 for a set without codes.
    func append(
        _ index: Int, to ensemble: inout TreeEnsemble, _ section: LightGBMSection
    ) throws(ModelImportError) -> Int32 {
        let start = ensemble.categoryCodes.count
        for (position, word) in words[boundaries[index]..<boundaries[index + 1]].enumerated() where word != 0 {
            guard 32 * position + 31 < TreeEnsemble.categoryLimit else {
                throw section.failure(
                    "cat_threshold", "has codes above \(TreeEnsemble.categoryLimit - 1) in set \(index)")
            }
            for bit in 0..<32 where word >> bit & 1 == 1 {
                ensemble.categoryCodes.append(Int32(32 * position + bit))
            }
        }
        guard ensemble.categoryCodes.count > start else { return -1 }
        guard ensemble.categoryCodes.count <= TreeEnsemble.maximumNodeCount else {
            throw section.failure("takes the model above \(TreeEnsemble.maximumNodeCount) category codes")
        }
        ensemble.categorySetOffsets.append(Int32(ensemble.categoryCodes.count))
        return Int32(ensemble.categorySetOffsets.count - 2)
    }
}
