/// How many of some values fall into each of a few bins; what is missing is in none.
package struct BinnedCounts: Sendable, Equatable {
    package enum Bins: Sendable, Equatable {
        /// Rising. A number's bin is how many of them are at or below it, so that there is one bin more than edges.
        case edges([Float])
        /// Codes of categories, rising, a bin for each; the last bin has every other code.
        case codes([Int])

        /// Bins of a count.
        package var count: Int {
            switch self {
            case .edges(let edges): edges.count + 1
            case .codes(let codes): codes.count + 1
            }
        }
    }

    /// A histogram with more bins is refused: it costs a worker time for every row it looks at.
    package static let maximumBins = 64

    package var bins: Bins
    /// One for each bin.
    package var counts: [Int]

    package init(bins: Bins, counts: [Int]) {
        self.bins = bins
        self.counts = counts
    }

    /// Of an array that may be large, without a trap; nil when it is larger than an Int.
    static func sum(_ counts: [Int]) -> Int? {
        var sum = 0
        for count in counts {
            let (next, overflow) = sum.addingReportingOverflow(count)
            if overflow { return nil }
            sum = next
        }
        return sum
    }

    /// `what` is whose histogram it is, `total` how many values there were.
    func validate(_ what: String, total: Int) throws(ModelError) {
        guard bins.count <= Self.maximumBins else {
            throw ModelError("\(what) has \(bins.count) bins, expected at most \(Self.maximumBins)")
        }
        switch bins {
        case .edges(let edges):
            guard edges.allSatisfy(\.isFinite), zip(edges, edges.dropFirst()).allSatisfy(<) else {
                throw ModelError("\(what) has edges that do not rise or are not finite")
            }
        case .codes(let codes):
            let range = 0..<TreeEnsemble.categoryLimit
            guard codes.allSatisfy(range.contains), zip(codes, codes.dropFirst()).allSatisfy(<) else {
                throw ModelError("\(what) has codes that do not rise from 0 to \(TreeEnsemble.categoryLimit - 1)")
            }
        }
        guard counts.count == bins.count else {
            throw ModelError("\(what) has \(counts.count) counts, expected \(bins.count)")
        }
        guard counts.allSatisfy({ $0 >= 0 }), Self.sum(counts) == total else {
            throw ModelError("\(what) has counts that do not add up to \(total)")
        }
    }
}
