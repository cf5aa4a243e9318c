import ScoringModel

/// The linear functions of a tree's leaves.
struct LightGBMLinearLeaves {
    private let constants: [Double]
    /// Terms of each leaf.
    private let counts: [Int]
    private let features: [Int]
    private let coefficients: [Double]

    /// Nil for a tree whose leaves are numbers.
    init?(_ section: LightGBMSection, leafCount: Int, featureCount: Int) throws(ModelImportError) {
        guard section.has("is_linear"), try section.integer("is_linear", in: 0...1) == 1 else { return nil }
        constants = try section.numbers("leaf_const", count: leafCount)
        let limit = TreeEnsemble.maximumNodeCount
        counts = try section.integers("num_features", count: leafCount, in: 0...featureCount)
        var total = 0
        for count in counts {
            total += count
            guard total <= limit else { throw section.failure("num_features", "adds up to more than \(limit)") }
        }
        features = try section.integers("leaf_features", count: total, in: 0...featureCount - 1)
        coefficients = try section.numbers("leaf_coeff", count: total)
    }

    /// Appends the functions of the leaves from node `firstLeaf` on, which are the ensemble's last.
    func append(to ensemble: inout TreeEnsemble, firstLeaf: Int) {
        if ensemble.linearLeaves == nil {
            let earlier = (0..<firstLeaf).filter { ensemble.features[$0] < 0 }.map { ensemble.values[$0] }
            ensemble.linearLeaves = LinearLeaves()
            ensemble.linearLeaves?.append(constants: earlier)
        }
        ensemble.linearLeaves?.append(counts, features, coefficients, constants)
    }
}

extension LinearLeaves {
    /// Leaves that are just numbers.
    mutating func append(constants numbers: [Double]) {
        offsets += Array(repeating: offsets.last ?? 0, count: numbers.count)
        constants += numbers
    }

    fileprivate mutating func append(
        _ counts: [Int], _ terms: [Int], _ coefficients: [Double], _ constants: [Double]
    ) {
        for count in counts { offsets.append((offsets.last ?? 0) + Int32(count)) }
        features += terms.map { Int32($0) }
        self.coefficients += coefficients
        self.constants += constants
    }
}
