import Testing

@testable import ScoringModel

@Suite struct ModelValidateTests {
    /// Two trees over three features, the second with a categorical split.
    static var sample: Model {
        let ensemble = TreeEnsemble(
            treeOffsets: [0, 5, 8], treeGroups: [0, 0], groupCount: 1, baseMargins: [0.25],
            features: [0, 1, -1, -1, -1, 2, -1, -1], values: [1.5, -2, 0.125, 0.25, 0.375, 0, -0.5, 0.5],
            leftChildren: [1, 3, -1, -1, -1, 1, -1, -1], rightChildren: [2, 4, -1, -1, -1, 2, -1, -1],
            defaultLeft: [1, 0, 0, 0, 0, 1, 0, 0], categorySets: [-1, -1, -1, -1, -1, 0, -1, -1],
            categorySetOffsets: [0, 2], categoryCodes: [0, 2])
        let manifest = Manifest(
            name: "sample", task: .binary, createdAt: "2026-01-01T00:00:00Z",
            features: [
                Feature(name: "age"), Feature(name: "length"),
                Feature(name: "island", kind: .categorical, categories: ["Biscoe", "Dream", "Torgersen"]),
            ],
            classLabels: ["no", "yes"], transform: .logistic, iterationRange: 0..<2,
            source: Source(library: "xgboost", libraryVersion: "3.0.5", format: "xgboost-json", sha256: ""),
            goldenOrigin: .reference)
        let golden = GoldenRows(
            rows: Array(repeating: .nan, count: 64 * 3), expected: Array(repeating: 0.1, count: 64), count: 64)
        return Model(manifest: manifest, predictor: .trees(ensemble), golden: golden)
    }

    @Test("A model that keeps every rule is valid, also with nodes that no path reaches")
    func valid() throws {
        try Self.sample.validate()
        var model = Self.sample
        model.predictor.trees?.treeOffsets[2] = 9
        model.predictor.trees?.features.append(77)
        model.predictor.trees?.values.append(.nan)
        model.predictor.trees?.leftChildren.append(99)
        model.predictor.trees?.rightChildren.append(-7)
        model.predictor.trees?.defaultLeft.append(9)
        model.predictor.trees?.categorySets.append(42)
        try model.validate()
    }

    struct Breach: Sendable, CustomTestStringConvertible {
        let message: String
        let change: @Sendable (inout Model) -> Void
        init(_ message: String, _ change: @escaping @Sendable (inout Model) -> Void) {
            self.message = message
            self.change = change
        }
        var testDescription: String { message }
    }

    /// A linear model over two features.
    static var linear: Model {
        var model = sample
        model.manifest.features.removeLast()
        model.predictor = .linear(LinearModel(baseMargins: [0.5], bias: [1], weights: [2, -3]))
        model.golden = GoldenRows(
            rows: Array(repeating: .nan, count: 64 * 2), expected: Array(repeating: 1.5, count: 64), count: 64)
        return model
    }

    @Test(
        "A linear model that keeps every rule is valid, and one that breaks a rule is refused with it", arguments: lines
    )
    func linear(_ breach: Breach) throws {
        var model = Self.linear
        try model.validate()
        breach.change(&model)
        #expect {
            try model.validate()
        } throws: { "\($0)" == breach.message }
    }

    static let lines: [Breach] = [
        Breach("a binary model has 1 margins per row, found 0") {
            $0.predictor.linear = LinearModel(baseMargins: [], bias: [], weights: [])
        },
        Breach("the linear model has 2 biases for 1 output groups") { $0.predictor.linear?.bias.append(0) },
        Breach("the linear model has 3 weights, expected 2 features × 1") { $0.predictor.linear?.weights.append(0) },
        Breach("the linear model has 0 weights, expected 2 features × 1") { $0.predictor.linear?.weights = [] },
        Breach("the weight of feature 1 in group 0 is inf, which is not finite") {
            $0.predictor.linear?.weights[1] = .infinity
        },
        Breach("the bias of group 0 is nan, which is not finite") { $0.predictor.linear?.bias[0] = .nan },
        Breach("the base margin of group 0 is -inf, which is not finite") {
            $0.predictor.linear?.baseMargins[0] = -.infinity
        },
        Breach(
            "the feature length is categorical: a linear model would take the number of a category for an amount"
        ) { $0.manifest.features[1].kind = .categorical },
        Breach("the linear model has 20000 output groups, expected 1 to 16384") {
            $0.manifest.task = .multiTarget
            $0.manifest.classLabels = []
            $0.predictor.linear?.baseMargins = Array(repeating: 0, count: 20_000)
        },
    ]

    @Test(
        "A calibration is a finite line that rises or falls, of a binary model with the transform logistic",
        arguments: [
            ("the calibration's slope is 0, which gives every row the same score", 0, 1),
            ("the calibration's slope is nan, expected a finite number", .nan, 1),
            ("the calibration's intercept is -inf, expected a finite number", 1, -.infinity),
        ] as [(String, Double, Double)])
    func calibration(message: String, slope: Double, intercept: Double) throws {
        var model = Self.sample
        model.manifest.calibration = Calibration(slope: -0.5, intercept: 0)
        try model.validate()
        model.manifest.calibration = Calibration(slope: slope, intercept: intercept)
        #expect {
            try model.validate()
        } throws: { "\($0)" == message }
        model.manifest.transform = .identity
        #expect {
            try model.validate()
        } throws: {
            "\($0)"
                == "a binary model with the transform identity has a calibration, which is for binary models with the "
                + "transform logistic"
        }
    }

    /// Float64, zeros that are missing, leaves that are linear functions.
    private static var wide: Model {
        var model = sample
        model.manifest.precision = .float64
        model.predictor.trees?.precision = .float64
        model.predictor.trees?.values[2] = 0.1
        model.predictor.trees?.missingZeros = [1, 1, 0, 0, 0, 0, 0, 0]
        model.predictor.trees?.linearLeaves = LinearLeaves(
            offsets: [0, 2, 2, 3, 3, 3], features: [0, 2, 1], coefficients: [0.1, 0.2, 0.3],
            constants: [1, 2, 3, 4, 5])
        model.golden.rows[0] = 0.1
        model.manifest.sigmoid = 0.7
        model.manifest.marginDivisor = 10
        return model
    }

    @Test(
        "A Float64 model that keeps every rule is valid, and one that breaks a rule is refused with it",
        arguments: wides)
    func wide(_ breach: Breach) throws {
        var model = Self.wide
        try model.validate()
        breach.change(&model)
        #expect {
            try model.validate()
        } throws: { "\($0)".contains(breach.message) }
    }

    static let wides: [Breach] = [
        Breach("the manifest's precision is float32, the numbers are float64") {
            $0.manifest.precision = .float32
            $0.manifest.sigmoid = 1
            $0.manifest.marginDivisor = 1
        },
        Breach("linear leaves are computed in float64") {
            $0.manifest.precision = .float32
            $0.predictor.trees?.precision = .float32
            $0.predictor.trees?.values[2] = 0
            $0.golden.rows[0] = 0
            $0.manifest.sigmoid = 1
            $0.manifest.marginDivisor = 1
        },
        Breach("the ensemble has 7 missing zeros for 8 nodes") { $0.predictor.trees?.missingZeros.removeLast() },
        Breach("node 0: missing zeros is 2") { $0.predictor.trees?.missingZeros[0] = 2 },
        Breach("tree 1, node 0: missing zeros is 1") { $0.predictor.trees?.missingZeros[5] = 1 },
        Breach("node 0: the value nan is not a number") { $0.predictor.trees?.values[0] = .nan },
        Breach("node 2: the value inf is not finite") { $0.predictor.trees?.values[2] = .infinity },
        Breach("the linear offsets must be 6 numbers") { $0.predictor.trees?.linearLeaves?.offsets[1] = 3 },
        Breach("the linear offsets must be 6 numbers") { $0.predictor.trees?.linearLeaves?.offsets.removeLast() },
        Breach("linear term 1: feature 3 does not exist") { $0.predictor.trees?.linearLeaves?.features[1] = 3 },
        Breach("linear coefficient 2 is nan") { $0.predictor.trees?.linearLeaves?.coefficients[2] = .nan },
        Breach("4 constants for 5 leaves") { $0.predictor.trees?.linearLeaves?.constants.removeLast() },
        Breach("both vectors and linear functions") {
            $0.predictor.trees?.leafVectors = [1, 2, 3, 4, 5]
            $0.predictor.trees?.treeGroups = [0, 0]
        },
        Breach("the leaf vectors have 4 numbers, expected 5 leaves × 1") {
            $0.predictor.trees?.leafVectors = [1, 2, 3, 4]
        },
        Breach("leaf vector 3 has the number nan for group 0") {
            $0.predictor.trees?.leafVectors = [1, 2, 3, .nan, 5]
        },
        Breach("the sigmoid is 0.0, expected a finite number above 0") { $0.manifest.sigmoid = 0 },
        Breach("the margin divisor is inf") { $0.manifest.marginDivisor = .infinity },
        Breach("which only the transform logistic has") { $0.manifest.transform = .identity },
    ]

    @Test("A model that breaks a rule is refused with the rule", arguments: breaches)
    func breach(_ breach: Breach) {
        var model = Self.sample
        breach.change(&model)
        #expect {
            try model.validate()
        } throws: { "\($0)".contains(breach.message) }
    }

    /// Of two values.
    private static func counted(_ bins: BinnedCounts.Bins, _ counts: [Int]) -> FeatureStatistics {
        FeatureStatistics(count: 2, missing: 0, histogram: BinnedCounts(bins: bins, counts: counts))
    }

    static let breaches: [Breach] = [
        Breach("node 2: the value 0.1 is no float32") { $0.predictor.trees?.values[2] = 0.1 },
        Breach("the base margin of group 0 is 0.1, which is no Float32") { $0.predictor.trees?.baseMargins[0] = 0.1 },
        Breach("golden row 2 has the value 0.1, which is no float32") { $0.golden.rows[6] = 0.1 },
        Breach("the sigmoid is 2.0, which only a model of the precision float64 can have") { $0.manifest.sigmoid = 2 },
        Breach("the model's name must have") { $0.manifest.name = "a b" },
        Breach("the model's name must have") { $0.manifest.name = "" },
        Breach("the model's name must have") { $0.manifest.name = String(repeating: "a", count: 65) },
        Breach("the model has no features") { $0.manifest.features = [] },
        Breach("feature 1 has no name") { $0.manifest.features[1].name = "" },
        Breach("the feature age stands twice") { $0.manifest.features[1].name = "age" },
        Breach("the numeric feature age has categories") { $0.manifest.features[0].categories = ["a"] },
        Breach("Dream stands twice") { $0.manifest.features[2].categories[0] = "Dream" },
        Breach("missing in the feature age is nan") { $0.manifest.features[0].missingSentinel = .nan },
        Breach("count 3 missing of 2") { $0.manifest.features[0].statistics = FeatureStatistics(count: 2, missing: 3) },
        Breach("not finite") {
            $0.manifest.features[0].statistics = FeatureStatistics(count: 2, missing: 0, mean: .infinity)
        },
        Breach("the histogram of the feature age has codes, expected edges") {
            $0.manifest.features[0].statistics = counted(.codes([1]), [1, 1])
        },
        Breach("the histogram of the feature age has edges that do not rise") {
            $0.manifest.features[0].statistics = counted(.edges([2, 2]), [1, 1, 0])
        },
        Breach("the histogram of the feature age has edges that do not rise or are not finite") {
            $0.manifest.features[0].statistics = counted(.edges([.infinity]), [1, 1])
        },
        Breach("the histogram of the feature age has 65 bins, expected at most 64") {
            $0.manifest.features[0].statistics = counted(
                .edges((0..<64).map { Float($0) }), [2] + Array(repeating: 0, count: 64))
        },
        Breach("the histogram of the feature age has 1 counts, expected 2") {
            $0.manifest.features[0].statistics = counted(.edges([1]), [2])
        },
        Breach("the histogram of the feature age has counts that do not add up to 2") {
            $0.manifest.features[0].statistics = counted(.edges([1]), [1, 2])
        },
        Breach("the histogram of the feature age has counts that do not add up to 2") {
            $0.manifest.features[0].statistics = counted(.edges([1]), [-1, 3])
        },
        Breach("the histogram of the feature age has counts that do not add up to 2") {
            $0.manifest.features[0].statistics = counted(.edges([1, 2]), [.max, .max, 4])
        },
        Breach("the histogram of the feature island has edges, expected codes") {
            $0.manifest.features[2].statistics = counted(.edges([1]), [1, 1])
        },
        Breach("the histogram of the feature island has a code above those of its 3 categories") {
            $0.manifest.features[2].statistics = counted(.codes([3]), [1, 1])
        },
        Breach("the histogram of the feature island has codes that do not rise from 0") {
            $0.manifest.features[2].categories = []
            $0.manifest.features[2].statistics = counted(.codes([-1, 2]), [1, 1, 0])
        },
        Breach("the histogram of the scores has counts that do not add up to 3") {
            $0.manifest.scores = ScoreStatistics(
                count: 3, histogram: BinnedCounts(bins: .edges([0.5]), counts: [1, 1]))
        },
        Breach("the histogram of the scores has codes, expected edges") {
            $0.manifest.scores = ScoreStatistics(
                count: 2, histogram: BinnedCounts(bins: .codes([0]), counts: [1, 1]))
        },
        Breach("the score statistics count 3 labels, expected 2") {
            $0.manifest.scores = ScoreStatistics(count: 3, labels: [1, 1, 1])
        },
        Breach("the score statistics have counts of labels that do not add up to 3") {
            $0.manifest.scores = ScoreStatistics(count: 3, labels: [4, -1])
        },
        Breach("the score statistics count -1 rows") { $0.manifest.scores = ScoreStatistics(count: -1) },
        Breach("the golden tolerance is -1.0") { $0.manifest.goldenTolerance = -1 },
        Breach("the golden tolerance is nan") { $0.manifest.goldenTolerance = .nan },
        Breach("the decision threshold is inf") { $0.manifest.decisionThreshold = .infinity },
        Breach("the class label no stands twice") { $0.manifest.classLabels = ["no", "no"] },
        Breach("has 2 class labels, found 3") { $0.manifest.classLabels = ["a", "b", "c"] },
        Breach("has 2 or more margins per row, found 1") { $0.manifest.task = .multiclass },
        Breach("has 0 class labels, found 2") { $0.manifest.task = .regression },
        Breach("has the transform logistic or probabilities or hinge or identity, found softmax") {
            $0.manifest.transform = .softmax
        },
        Breach("the positive class is 2") { $0.manifest.positiveClass = 2 },
        Breach("the positive class is -1") { $0.manifest.positiveClass = -1 },
        Breach("expected at least 64") {
            $0.golden = GoldenRows(
                rows: Array(repeating: 0, count: 189), expected: Array(repeating: 0, count: 63), count: 63)
        },
        Breach("the golden rows have 191 values") { $0.golden.rows.removeLast() },
        Breach("the golden rows have 65 margins") { $0.golden.expected.append(0) },
        Breach("golden row 7 expects the margin nan") { $0.golden.expected[7] = .nan },
        Breach("20000 output groups") {
            $0.manifest.task = .multiTarget
            $0.manifest.transform = .identity
            $0.manifest.classLabels = []
            $0.predictor.trees?.groupCount = 20_000
        },
        Breach("margins per row, found 0") { $0.predictor.trees?.groupCount = 0 },
        Breach("2 base margins for 1") { $0.predictor.trees?.baseMargins.append(0) },
        Breach("the base margin of group 0 is inf") { $0.predictor.trees?.baseMargins[0] = .infinity },
        Breach("7 values for 8 nodes") { $0.predictor.trees?.values.removeLast() },
        Breach("7 left children for 8 nodes") { $0.predictor.trees?.leftChildren.removeLast() },
        Breach("7 right children for 8 nodes") { $0.predictor.trees?.rightChildren.removeLast() },
        Breach("7 default sides for 8 nodes") { $0.predictor.trees?.defaultLeft.removeLast() },
        Breach("7 category sets for 8 nodes") { $0.predictor.trees?.categorySets.removeLast() },
        Breach("tree offsets must be 3 numbers from 0 to 8") { $0.predictor.trees?.treeOffsets[0] = 1 },
        Breach("tree offsets must be 3 numbers from 0 to 8") { $0.predictor.trees?.treeOffsets[2] = 9 },
        Breach("tree offsets must be 3 numbers from 0 to 8") { $0.predictor.trees?.treeOffsets = [] },
        Breach("tree 1 is empty") { $0.predictor.trees?.treeOffsets[1] = 8 },
        Breach("tree 0 is empty") { $0.predictor.trees?.treeOffsets[1] = -3 },
        Breach("tree 1 adds to group 1") { $0.predictor.trees?.treeGroups[1] = 1 },
        Breach("tree 0 adds to group -1") { $0.predictor.trees?.treeGroups[0] = -1 },
        Breach("category set offsets must be") { $0.predictor.trees?.categorySetOffsets = [] },
        Breach("category set offsets must be") { $0.predictor.trees?.categorySetOffsets = [0, 3] },
        Breach("category set 1 is empty") { $0.predictor.trees?.categorySetOffsets = [0, 2, 2] },
        Breach("has the code 0 after 2") { $0.predictor.trees?.categoryCodes = [2, 0] },
        Breach("has the code 2 after 2") { $0.predictor.trees?.categoryCodes = [2, 2] },
        Breach("has the code 16777216") { $0.predictor.trees?.categoryCodes = [2, 16_777_216] },
        Breach("has the code -1") { $0.predictor.trees?.categoryCodes = [-1, 2] },
        Breach("tree 0, node 2: two paths lead here") { $0.predictor.trees?.leftChildren[1] = 2 },
        Breach("tree 0, node 1: two paths lead here") { $0.predictor.trees?.leftChildren[1] = 1 },
        Breach("node 1: child 0 is not among") { $0.predictor.trees?.leftChildren[1] = 0 },
        Breach("node 1: child -1 is not among") { $0.predictor.trees?.leftChildren[1] = -1 },
        Breach("node 1: child 5 is not among") { $0.predictor.trees?.rightChildren[1] = 5 },
        Breach("node 2: a leaf has no children") { $0.predictor.trees?.leftChildren[2] = 3 },
        Breach("node 2: a leaf has no children") { $0.predictor.trees?.categorySets[2] = 0 },
        Breach("node 0: feature 3 does not exist") { $0.predictor.trees?.features[0] = 3 },
        Breach("node 0: feature -2 does not exist") { $0.predictor.trees?.features[0] = -2 },
        Breach("tree 0, node 0: the value nan") { $0.predictor.trees?.values[0] = .nan },
        Breach("tree 0, node 3: the value inf") { $0.predictor.trees?.values[3] = .infinity },
        Breach("the default side is 2") { $0.predictor.trees?.defaultLeft[0] = 2 },
        Breach("category set 1 does not exist") { $0.predictor.trees?.categorySets[5] = 1 },
        Breach("category set -2 does not exist") { $0.predictor.trees?.categorySets[5] = -2 },
    ]

    @Test(
        "A tree may have 512 splits on a path, and no more", arguments: [(512, true), (513, false), (200_000, false)])
    func depth(splits: Int, isValid: Bool) throws {
        var model = Self.sample
        model.predictor = .trees(Self.chain(splits))
        if isValid {
            try model.validate()
        } else {
            #expect { try model.validate() } throws: { "\($0)" == "tree 0, node 1024: deeper than 512 splits" }
        }
    }

    /// A tree whose left children are leaves.
    private static func chain(_ splits: Int) -> TreeEnsemble {
        let nodes = 2 * splits + 1
        let isSplit = (0..<nodes).map { $0.isMultiple(of: 2) && $0 < nodes - 1 }
        return TreeEnsemble(
            treeOffsets: [0, Int32(nodes)], treeGroups: [0], groupCount: 1, baseMargins: [0],
            features: isSplit.map { $0 ? 0 : -1 }, values: Array(repeating: 1, count: nodes),
            leftChildren: isSplit.indices.map { isSplit[$0] ? Int32($0 + 1) : -1 },
            rightChildren: isSplit.indices.map { isSplit[$0] ? Int32($0 + 2) : -1 },
            defaultLeft: Array(repeating: 0, count: nodes), categorySets: Array(repeating: -1, count: nodes))
    }
}
