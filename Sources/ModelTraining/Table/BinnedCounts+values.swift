import ScoringModel

extension BinnedCounts {
    /// Bins that hold a tenth of the values each: what a population stability index is usually taken over.
    private static let share = 10
    /// Bins of categories, without the last one for all others.
    private static let categories = 20

    /// Of numbers that are finite: a bin for each where there are few different ones, else at most ten bins. Equal numbers
    /// stay together, so that a bin can hold more than its tenth.
    init(numbers: [Float]) {
        let runs = Self.runs(numbers.sorted())
        let least = runs.count <= Self.share ? 1 : (numbers.count + Self.share - 1) / Self.share
        var edges: [Float] = []
        var counts = [0]
        for (value, count) in runs {
            if counts[counts.count - 1] >= least {
                edges.append(value)
                counts.append(0)
            }
            counts[counts.count - 1] += count
        }
        // What is left over can be a single value, which would say nothing.
        if let last = counts.last, !edges.isEmpty, last < least / 2 {
            edges.removeLast()
            counts.removeLast()
            counts[counts.count - 1] += last
        }
        self.init(bins: .edges(edges), counts: counts)
    }

    /// The different values of a sorted array, each with how often it stands there.
    private static func runs(_ sorted: [Float]) -> [(value: Float, count: Int)] {
        var runs: [(value: Float, count: Int)] = []
        for value in sorted {
            if runs.last?.value == value { runs[runs.count - 1].count += 1 } else { runs.append((value, 1)) }
        }
        return runs
    }

    /// Of codes: the most frequent ones, and all others together.
    init(codes: [Float]) {
        var occurrences: [Int: Int] = [:]
        for code in codes where code >= 0 && code < Float(TreeEnsemble.categoryLimit) {
            occurrences[Int(code), default: 0] += 1
        }
        let frequent = occurrences.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.categories)
        let kept = frequent.sorted { $0.key < $1.key }
        let counts = kept.map(\.value)
        self.init(bins: .codes(kept.map(\.key)), counts: counts + [codes.count - counts.reduce(0, +)])
    }
}
