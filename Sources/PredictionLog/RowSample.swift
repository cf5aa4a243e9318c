/// Which rows are logged: a share of them that follows from job id and row alone, so that every worker, and a job's second
/// delivery, chooses the same. A smaller share is part of a larger one.
struct RowSample: Sendable {
    /// Rows whose hash is below; nil: all rows.
    private let bound: UInt64?

    /// `ratio` is above 0 and at most 1.
    init(ratio: Double) {
        precondition(ratio > 0 && ratio <= 1, "a share of the rows")
        bound = ratio < 1 ? UInt64(ratio * 0x1p64) : nil
    }

    /// FNV-1a of the id, 64 bits; once for each job.
    func seed(_ id: Span<UInt8>) -> UInt64 {
        guard bound != nil else { return 0 }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in id.indices { hash = (hash ^ UInt64(id[index])) &* 0x100_0000_01B3 }
        return hash
    }

    func takes(row: Int, _ seed: UInt64) -> Bool {
        guard let bound else { return true }
        return Self.mixed(seed &+ UInt64(truncatingIfNeeded: row) &* 0x9E37_79B9_7F4A_7C15) < bound
    }

    /// The output function of SplitMix64: FNV alone leaves the high bits of similar ids alike.
    static func mixed(_ seed: UInt64) -> UInt64 {
        var hash = seed
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }
}
