import CScoringKernels
import ScoringModel

/// The distinct predicates of an ensemble, each with a slot of its own, and how they are evaluated.
struct PredicateTable {
    private(set) var rankings: [scoreline_ranking] = []
    private(set) var cuts: [Double] = []
    private(set) var buckets: [UInt16] = []
    private(set) var cutNumbers: [UInt16] = []
    private(set) var categoryBits: [UInt8] = []
    /// Slots in use: the constants, then predicates.
    private(set) var slotCount = Int(scoreline_constant_slots)
    /// Slot of each place of the forest; 0 for a leaf.
    private(set) var slots: [UInt32]

    private static let maximumCutCount = 65_535
    /// Tables of a category's bits may not be larger than the rest of a model by far.
    private static let maximumCategoryBytes = 1 << 24

    var predicateCount: Int { slotCount - Int(scoreline_constant_slots) }

    init(_ forest: Forest, _ ensemble: TreeEnsemble, featureCount: Int) throws(Unpackable) {
        slots = [UInt32](repeating: 0, count: forest.nodes.count)
        var cutsOfFeatures = [[Double]](repeating: [], count: featureCount)
        var setsOfFeatures: [Int: CategoryPredicates] = [:]
        for place in forest.nodes.indices where !forest.isLeaf(place) {
            let node = Int(forest.nodes[place])
            let feature = Int(ensemble.features[node])
            if ensemble.categorySets[node] < 0 {
                cutsOfFeatures[feature].append(ensemble.values[node])
            } else {
                slots[place] = setsOfFeatures[feature, default: CategoryPredicates()].add(node, of: ensemble)
            }
        }
        // Slot of each predicate, by cut and kind; first of each feature's.
        var tables = [[UInt32]](repeating: [], count: featureCount)
        for feature in 0..<featureCount where !cutsOfFeatures[feature].isEmpty {
            cutsOfFeatures[feature].sort()
            var distinct: [Double] = []
            for cut in cutsOfFeatures[feature] where distinct.last != cut { distinct.append(cut) }
            guard distinct.count <= Self.maximumCutCount else {
                throw Unpackable("feature \(feature) has \(distinct.count) thresholds, more than two bytes can rank")
            }
            cutsOfFeatures[feature] = distinct
            tables[feature] = [UInt32](repeating: 0, count: distinct.count * Self.kinds)
        }
        for place in forest.nodes.indices where !forest.isLeaf(place) {
            let node = Int(forest.nodes[place])
            guard ensemble.categorySets[node] < 0 else { continue }
            let feature = Int(ensemble.features[node])
            let cut = Self.number(of: ensemble.values[node], in: cutsOfFeatures[feature])
            let entry = cut * Self.kinds + Self.kind(of: node, in: ensemble)
            // For now the place in the table.
            slots[place] = UInt32(entry)
            tables[feature][entry] = 1
        }
        for feature in 0..<featureCount {
            if !tables[feature].isEmpty {
                append(feature, cutsOfFeatures[feature], &tables[feature], ensemble.precision)
            }
            if let sets = setsOfFeatures[feature] {
                setsOfFeatures[feature]?.firstSlot = UInt32(slotCount)
                try append(feature, sets)
            }
        }
        for place in forest.nodes.indices where !forest.isLeaf(place) {
            let node = Int(forest.nodes[place])
            let feature = Int(ensemble.features[node])
            if ensemble.categorySets[node] < 0 {
                slots[place] = tables[feature][Int(slots[place])]
            } else {
                slots[place] += setsOfFeatures[feature]?.firstSlot ?? 0
            }
        }
    }

    private static let kinds = Int(scoreline_fill_kinds)

    private static func kind(of node: Int, in ensemble: TreeEnsemble) -> Int {
        let missingIsRight = ensemble.defaultLeft[node] == 0
        let zeroIsMissing = !ensemble.missingZeros.isEmpty && ensemble.missingZeros[node] == 1
        return (zeroIsMissing ? 2 : 0) + (missingIsRight ? 1 : 0)
    }

    /// Place of a cut that is among them.
    private static func number(of cut: Double, in cuts: [Double]) -> Int {
        var (low, high) = (0, cuts.count)
        while low < high {
            let middle = (low + high) / 2
            if cuts[middle] < cut { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Gives the marked predicates of a feature their slots, by kind and cut, and writes them in place of the marks.
    private mutating func append(_ feature: Int, _ cuts: [Double], _ table: inout [UInt32], _ precision: Precision) {
        let method: Ranking =
            switch precision {
            case .float32: Ranking(cuts, as: Float.self)
            case .float64: Ranking(cuts, as: Double.self)
            }
        var ranking = scoreline_ranking()
        ranking.feature = UInt32(feature)
        ranking.method = UInt8(method.method)
        ranking.is_wide = cuts.count > 255 ? 1 : 0
        ranking.first_slot = UInt32(slotCount)
        ranking.cut_count = UInt32(cuts.count)
        ranking.fixups = UInt32(method.fixups)
        ranking.bucket_count = UInt32(method.bucketCount)
        ranking.first_cut = UInt64(self.cuts.count)
        ranking.first_bucket = UInt64(buckets.count)
        ranking.first_number = UInt64(cutNumbers.count)
        ranking.origin = method.origin
        ranking.scale = method.scale
        ranking.key_origin = method.keyOrigin
        ranking.key_shift = UInt8(method.keyShift)
        ranking.levels = appendCuts(cuts)
        buckets += method.starts
        var counts = [UInt32](repeating: 0, count: Self.kinds)
        for kind in 0..<Self.kinds {
            for cut in cuts.indices where table[cut * Self.kinds + kind] == 1 {
                table[cut * Self.kinds + kind] = UInt32(slotCount)
                slotCount += 1
                cutNumbers.append(UInt16(cut))
                counts[kind] += 1
            }
        }
        ranking.counts = (counts[0], counts[1], counts[2], counts[3])
        rankings.append(ranking)
    }

    private mutating func append(_ feature: Int, _ sets: CategoryPredicates) throws(Unpackable) {
        let codes = sets.listedCodes
        let codeCount = codes?.count ?? sets.codeCount
        let tables = (sets.sets.count + 7) / 8
        guard categoryBits.count + tables * (codeCount + 2) <= Self.maximumCategoryBytes else {
            throw Unpackable("the category sets of feature \(feature) are too many for tables of them")
        }
        var ranking = scoreline_ranking()
        ranking.feature = UInt32(feature)
        ranking.method = UInt8(codes == nil ? scoreline_rank_category : scoreline_rank_listed_category)
        ranking.first_slot = UInt32(slotCount)
        ranking.set_count = UInt32(sets.sets.count)
        ranking.code_count = UInt32(codeCount)
        ranking.first_bits = UInt64(categoryBits.count)
        var places: [Int32: Int] = [:]
        if let codes {
            ranking.first_cut = UInt64(cuts.count)
            ranking.levels = appendCuts(codes.map(Double.init))
            places = Dictionary(uniqueKeysWithValues: zip(codes, codes.indices))
        }
        rankings.append(ranking)
        for table in 0..<tables {
            let start = categoryBits.count
            categoryBits += [UInt8](repeating: 0, count: codeCount + 2)
            for index in 8 * table..<min(8 * table + 8, sets.sets.count) {
                let bit = UInt8(1) << UInt8(index % 8)
                for code in sets.sets[index].codes { categoryBits[start + (places[code] ?? Int(code))] |= bit }
                if sets.sets[index].missingGoesRight { categoryBits[start + codeCount + 1] |= bit }
            }
        }
        slotCount += sets.sets.count
    }

    /// Appends ascending cuts, and NaN up to a power of two that is greater than their number; gives its exponent.
    private mutating func appendCuts(_ cuts: [Double]) -> UInt8 {
        var (length, levels): (Int, UInt8) = (1, 0)
        while length <= cuts.count {
            length *= 2
            levels += 1
        }
        self.cuts += cuts
        self.cuts += [Double](repeating: .nan, count: length - cuts.count)
        return levels
    }
}

/// The distinct categorical predicates of one feature.
struct CategoryPredicates {
    struct Predicate: Hashable {
        let codes: ArraySlice<Int32>
        let missingGoesRight: Bool
    }
    private(set) var sets: [Predicate] = []
    private var numbers: [Predicate: UInt32] = [:]
    /// Codes below it occur in a set.
    private(set) var codeCount = 0
    var firstSlot: UInt32 = 0

    /// The codes that occur, ascending, where tables of all codes up to the largest would be mostly empty; else nil.
    var listedCodes: [Int32]? {
        guard codeCount > Self.smallCodeCount else { return nil }
        let codes = Set(sets.flatMap(\.codes))
        return codeCount > 4 * codes.count ? codes.sorted() : nil
    }

    /// Tables of so many bytes are no waste.
    private static let smallCodeCount = 256

    /// The number of a node's predicate among them.
    mutating func add(_ node: Int, of ensemble: TreeEnsemble) -> UInt32 {
        let set = Int(ensemble.categorySets[node])
        let range = Int(ensemble.categorySetOffsets[set])..<Int(ensemble.categorySetOffsets[set + 1])
        let predicate = Predicate(
            codes: ensemble.categoryCodes[range], missingGoesRight: ensemble.defaultLeft[node] == 0)
        if let number = numbers[predicate] { return number }
        let number = UInt32(sets.count)
        numbers[predicate] = number
        sets.append(predicate)
        codeCount = max(codeCount, Int(predicate.codes.last ?? -1) + 1)
        return number
    }
}
