import Evaluation

/// Which examples train the model, which choose it and which judge it. The same examples and seed give the same split.
struct Split: Sendable, Equatable {
    /// Positions among the examples, ascending.
    private(set) var training: [Int] = []
    private(set) var validation: [Int] = []
    private(set) var test: [Int] = []

    /// Nil when the keys have too few different values for parts of these shares.
    init?(_ keys: SplitKeys, validation: Double, test: Double, seed: UInt64) {
        var random = SplitMix(seed: seed)
        switch keys {
        case .strata(let strata): take(strata, validation, test, &random)
        case .times(let times):
            guard let (first, second) = Self.cuts(times, validation, test) else { return nil }
            let order = Self.order(times)
            training = Array(order[..<first])
            self.validation = Array(order[first..<second])
            self.test = Array(order[second...])
        case .groups(let groups): take(Self.members(groups), validation, test, &random, count: groups.count)
        }
        training.sort()
        self.validation.sort()
        self.test.sort()
        guard !training.isEmpty, self.validation.isEmpty == (validation == 0), self.test.isEmpty == (test == 0) else {
            return nil
        }
    }

    /// The shares of every stratum, so that all parts look alike. A stratum of one goes to training, a larger one gives
    /// at least one to each part as long as it keeps one.
    private mutating func take(
        _ strata: [[Int]], _ validationShare: Double, _ testShare: Double, _ random: inout SplitMix
    ) {
        for stratum in strata {
            var positions = stratum
            random.shuffle(&positions)
            func count(_ share: Double, of available: Int) -> Int {
                let wanted = Int((Double(positions.count) * share).rounded())
                return share == 0 || available < 2 ? 0 : min(max(wanted, 1), available - 1)
            }
            let first = count(validationShare, of: positions.count)
            let second = first + count(testShare, of: positions.count - first)
            validation += positions[..<first]
            test += positions[first..<second]
            training += positions[second...]
        }
    }

    /// Whole groups in random order as long as they fit into a part's share, then the one that brings it nearest; the rest
    /// is for training.
    private mutating func take(
        _ groups: [[Int]], _ validationShare: Double, _ testShare: Double, _ random: inout SplitMix, count: Int
    ) {
        var order = Array(groups.indices)
        random.shuffle(&order)
        func part(_ share: Double) -> [Int] {
            guard share > 0, order.count > 1 else { return [] }
            let wanted = Double(count) * share
            var taken: [Int] = []
            var rest: [Int] = []
            for group in order {
                if Double(taken.count + groups[group].count) <= wanted {
                    taken += groups[group]
                } else {
                    rest.append(group)
                }
            }
            func distance(_ size: Int) -> Double { abs(Double(taken.count + size) - wanted) }
            let nearest = rest.indices.min { distance(groups[rest[$0]].count) < distance(groups[rest[$1]].count) }
            if let nearest, taken.isEmpty || distance(groups[rest[nearest]].count) < distance(0), rest.count > 1 {
                taken += groups[rest.remove(at: nearest)]
            }
            order = rest
            return taken
        }
        validation = part(validationShare)
        test = part(testShare)
        training = order.flatMap { groups[$0] }
    }
}

extension Split {
    /// Positions by time, the oldest first; equal times in the table's order.
    static func order(_ times: [Double]) -> [Int] {
        times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    }

    /// Where validation and test begin in the order of time: as near to the shares as can be without parting equal times.
    private static func cuts(_ times: [Double], _ validation: Double, _ test: Double) -> (Int, Int)? {
        let ascending = times.sorted()
        let count = Double(times.count)
        var second = times.count
        if test > 0 {
            guard let cut = cut(ascending[...], near: times.count - Int((count * test).rounded())) else { return nil }
            second = cut
        }
        guard validation > 0 else { return (second, second) }
        let wanted = second - Int((count * validation).rounded())
        return cut(ascending[..<second], near: wanted).map { ($0, second) }
    }

    /// The place nearest to `wanted` at which a new time begins; nil when all are equal.
    static func cut(_ ascending: ArraySlice<Double>, near wanted: Int) -> Int? {
        ascending.indices.dropFirst().filter { ascending[$0 - 1] < ascending[$0] }
            .min { (abs($0 - wanted), $0) < (abs($1 - wanted), $1) }
    }

    /// Positions of the examples of each group.
    static func members(_ groups: [Int]) -> [[Int]] {
        var members = [[Int]](repeating: [], count: (groups.max() ?? -1) + 1)
        for (position, group) in groups.enumerated() { members[group].append(position) }
        return members
    }
}
