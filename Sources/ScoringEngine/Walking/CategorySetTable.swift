import ScoringModel

/// Category sets for the walk: as bits, or as lists where bits would take far more memory than the codes.
struct CategorySetTable {
    /// The first word is for splits without a set.
    private(set) var words: [UInt32] = [0]
    private let ensemble: TreeEnsemble
    /// First word of each set that has been appended; 0 for the others. Several splits may share one.
    private var firstWords: [UInt32]

    /// Words that a set of few codes may take.
    private static let spareWords = 64

    init(_ ensemble: TreeEnsemble) {
        self.ensemble = ensemble
        firstWords = Array(repeating: 0, count: ensemble.categorySetOffsets.count)
    }

    /// Appends a set's bits, once; gives their place and number, or nil when the set stays a list.
    mutating func append(_ set: Int) -> (word: UInt32, bits: UInt32)? {
        let codes = ensemble.categoryCodes[
            Int(ensemble.categorySetOffsets[set])..<Int(ensemble.categorySetOffsets[set + 1])]
        let bits = (codes.last ?? -1) + 1
        let count = Self.wordCount(bits: Int(bits))
        guard count <= Self.wordLimit(codes: codes.count) else { return nil }
        if firstWords[set] > 0 { return (firstWords[set], UInt32(bits)) }
        let first = words.count
        firstWords[set] = UInt32(first)
        words.append(contentsOf: repeatElement(0, count: count))
        for code in codes { words[first + Int(code) / 32] |= 1 << UInt32(code % 32) }
        return (UInt32(first), UInt32(bits))
    }

    private static func wordCount(bits: Int) -> Int { (bits + 31) / 32 }
    private static func wordLimit(codes: Int) -> Int { spareWords + 2 * codes }

    /// Bytes of a table that has every set once.
    static func byteCount(of ensemble: TreeEnsemble) -> Int {
        var words = 1
        for set in ensemble.categorySetOffsets.indices.dropLast() {
            let codes = Int(ensemble.categorySetOffsets[set])..<Int(ensemble.categorySetOffsets[set + 1])
            let count = wordCount(bits: Int(ensemble.categoryCodes[codes.upperBound - 1]) + 1)
            if count <= wordLimit(codes: codes.count) { words += count }
        }
        return 4 * words
    }
}
