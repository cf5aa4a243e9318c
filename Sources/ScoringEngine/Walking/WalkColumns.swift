import CScoringKernels
import ScoringModel

/// The columns of keys that an ensemble's splits read: one for each feature and way to treat what is missing.
struct WalkColumns {
    private(set) var columns: [scoreline_column] = []
    /// Of a Float64 model: each feature's thresholds, ascending.
    private(set) var cuts: [Double] = []
    /// Number of a column by feature and kind, -1 for none.
    private var numbers: [Int32]
    private var cutRanges: [Range<Int>]
    private let precision: Precision

    private static let kinds = 8

    /// Of the splits among `nodes`, which are nodes of the ensemble.
    init(_ ensemble: TreeEnsemble, nodes: [Int32], featureCount: Int) {
        precision = ensemble.precision
        numbers = Array(repeating: -1, count: featureCount * Self.kinds)
        cutRanges = Array(repeating: 0..<0, count: featureCount)
        var thresholds: [[Double]] = Array(repeating: [], count: featureCount)
        for node in nodes where ensemble.features[Int(node)] >= 0 {
            let feature = Int(ensemble.features[Int(node)])
            numbers[feature * Self.kinds + Self.kind(of: Int(node), ensemble)] = 0
            if precision == .float64, ensemble.categorySets[Int(node)] < 0 {
                thresholds[feature].append(ensemble.values[Int(node)])
            }
        }
        for feature in 0..<featureCount {
            let first = cuts.count
            for cut in thresholds[feature].sorted() where cuts.count == first || cuts[cuts.count - 1] != cut {
                cuts.append(cut)
            }
            cutRanges[feature] = first..<cuts.count
            for kind in 0..<Self.kinds where numbers[feature * Self.kinds + kind] == 0 {
                numbers[feature * Self.kinds + kind] = Int32(columns.count)
                columns.append(
                    scoreline_column(
                        feature: UInt32(feature), kind: UInt32(kind), first_cut: UInt32(first),
                        cut_count: UInt32(cuts.count - first)))
            }
        }
    }

    private static func kind(of node: Int, _ ensemble: TreeEnsemble) -> Int {
        let missing = ensemble.defaultLeft[node] == 1 ? 0 : Int(scoreline_key_missing_high)
        if ensemble.categorySets[node] >= 0 { return missing | Int(scoreline_key_category) }
        let hasMissingZeros = !ensemble.missingZeros.isEmpty && ensemble.missingZeros[node] == 1
        return missing | (hasMissingZeros ? Int(scoreline_key_zeros_missing) : 0)
    }

    /// The column that a split reads.
    func column(of node: Int, _ ensemble: TreeEnsemble) -> Int {
        Int(numbers[Int(ensemble.features[node]) * Self.kinds + Self.kind(of: node, ensemble)])
    }

    /// The key below which a value goes left.
    func threshold(of node: Int, _ ensemble: TreeEnsemble) -> UInt32 {
        // Above every code, also above that of no category; only a missing value is not below it.
        if ensemble.categorySets[node] >= 0 { return .max }
        let value = ensemble.values[node]
        if precision == .float32 { return Float(value).walkKey }
        let range = cutRanges[Int(ensemble.features[node])]
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if cuts[middle] < value { low = middle + 1 } else { high = middle }
        }
        // A key is 1 more than the number of cuts that are not above the value.
        return UInt32(low - range.lowerBound) + 2
    }
}

extension Float {
    /// Orders as the values do, also infinities; both zeros have the same. Not for NaN.
    fileprivate var walkKey: UInt32 {
        let bits = (self + 0).bitPattern
        return bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
    }
}
