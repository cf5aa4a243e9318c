import Evaluation

/// One fold of a cross-validation.
struct Fold: Sendable, Equatable {
    /// Positions among the examples, ascending.
    var training: [Int]
    var validation: [Int]

    /// Folds over the examples at `positions` (ascending). Each example judges once; over time the folds chain forward
    /// instead: each judges the block after those it learns from, and the oldest block judges nothing. Nil when the keys
    /// have too few different values.
    static func make(_ keys: SplitKeys, positions: [Int], count: Int, seed: UInt64) -> [Fold]? {
        var random = SplitMix(seed: seed)
        let parts: [[Int]]
        switch keys {
        case .strata(let strata): parts = dealt(strata, among: Set(positions), count, &random)
        case .groups(let groups): parts = dealt(groups, positions, count, &random)
        case .times(let times):
            guard let blocks = blocks(times, positions, count + 1) else { return nil }
            return (1...count).map { Fold(training: blocks[..<$0].joined().sorted(), validation: blocks[$0].sorted()) }
        }
        guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return parts.indices.map { judged in
            let others = parts.indices.filter { $0 != judged }
            return Fold(training: others.flatMap { parts[$0] }.sorted(), validation: parts[judged].sorted())
        }
    }

    /// One example of each stratum to each fold in turn.
    private static func dealt(
        _ strata: [[Int]], among pool: Set<Int>, _ count: Int, _ random: inout SplitMix
    ) -> [[Int]] {
        var parts = [[Int]](repeating: [], count: count)
        var next = 0
        for stratum in strata {
            var positions = stratum.filter(pool.contains)
            random.shuffle(&positions)
            for position in positions {
                parts[next].append(position)
                next = (next + 1) % count
            }
        }
        return parts
    }

    /// Whole groups, the largest first, each to the fold that has the fewest examples.
    private static func dealt(
        _ groups: [Int], _ pool: [Int], _ count: Int, _ random: inout SplitMix
    ) -> [[Int]] {
        var members = [[Int]](repeating: [], count: (groups.max() ?? -1) + 1)
        for position in pool { members[groups[position]].append(position) }
        var order = members.indices.filter { !members[$0].isEmpty }
        random.shuffle(&order)
        let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        order.sort { (-members[$0].count, rank[$0] ?? 0) < (-members[$1].count, rank[$1] ?? 0) }
        var parts = [[Int]](repeating: [], count: count)
        for group in order {
            let smallest = parts.indices.min { (parts[$0].count, $0) < (parts[$1].count, $1) } ?? 0
            parts[smallest] += members[group]
        }
        return parts
    }

    /// Blocks of time of about equal size, the oldest first.
    private static func blocks(_ times: [Double], _ pool: [Int], _ count: Int) -> [[Int]]? {
        let order = pool.sorted { (times[$0], $0) < (times[$1], $1) }
        let ascending = order.map { times[$0] }
        var cuts = [0]
        for block in 1..<count {
            let start = cuts[block - 1]
            guard let cut = Split.cut(ascending[start...], near: block * order.count / count) else { return nil }
            cuts.append(cut)
        }
        cuts.append(order.count)
        return zip(cuts, cuts.dropFirst()).map { Array(order[$0..<$1]) }
    }
}
