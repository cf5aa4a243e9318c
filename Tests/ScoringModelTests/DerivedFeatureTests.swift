import Testing

@testable import ScoringModel

/// The rules of derived features and input-only ones in a model.
@Suite struct DerivedFeatureTests {
    /// The columns `age`, `length`, `island`, `gap`; `born` and `kind` are input-only.
    private static var sample: Model {
        var model = ModelValidateTests.sample
        model.manifest.features += [
            Feature(name: "born", kind: .date, isInputOnly: true),
            Feature(name: "kind", kind: .categorical, categories: ["a", "b"], isInputOnly: true),
        ]
        model.manifest.derived = [
            DerivedFeature(name: "gap", derivation: .difference(of: "age", minus: "length")),
            DerivedFeature(name: "month", derivation: .datePart(of: "born", part: .month)),
            DerivedFeature(
                name: "both", derivation: .concat(of: "island", with: "kind", separator: "|"), categories: ["Dream|a"]),
        ]
        model.golden.rows = Array(repeating: .nan, count: 64 * 6)
        return model
    }

    @Test("A model with derived features is valid; its columns are the features without the input-only ones, and they")
    func valid() throws {
        var model = Self.sample
        try model.validate()
        #expect(model.manifest.columnNames == ["age", "length", "island", "gap", "month", "both"])
        #expect(model.manifest.columns.map(\.name) == model.manifest.columnNames)
        #expect(model.manifest.columnCount == 6)
        // The last column exists, and no other behind it.
        model.predictor.trees?.features[0] = 5
        try model.validate()
        model.predictor.trees?.features[0] = 6
        #expect { try model.validate() } throws: { "\($0)".contains("feature 6 does not exist, the model has 6") }
    }

    struct Breach: Sendable, CustomTestStringConvertible {
        let message: String
        let change: @Sendable (inout Manifest) -> Void
        init(_ message: String, _ change: @escaping @Sendable (inout Manifest) -> Void) {
            self.message = message
            self.change = change
        }
        var testDescription: String { message }
    }

    @Test("A derived feature that breaks a rule is refused with the rule", arguments: breaches)
    func breach(_ breach: Breach) {
        var model = Self.sample
        breach.change(&model.manifest)
        #expect {
            try model.validate()
        } throws: { "\($0)".contains(breach.message) }
    }

    private static func derivation(_ derivation: Derivation) -> @Sendable (inout Manifest) -> Void {
        { $0.derived[0].derivation = derivation }
    }

    static let breaches: [Breach] = [
        Breach("the date born is not input-only") { $0.features[3].isInputOnly = false },
        Breach("the feature born is input-only, but no derived feature is computed from it") {
            $0.derived.remove(at: 1)
        },
        Breach("the feature age stands twice") { $0.derived[0].name = "age" },
        Breach("the feature month stands twice") { $0.derived[0].name = "month" },
        Breach("feature 5 has no name") { $0.derived[0].name = "" },
        Breach("the golden rows have 384 values, expected 64 rows of 7 columns") {
            $0.derived.append(DerivedFeature(name: "more", derivation: .log1p(of: "age")))
        },
        Breach("the model has no columns") { manifest in
            manifest.derived = []
            for position in manifest.features.indices { manifest.features[position].isInputOnly = true }
        },
        Breach("gap (ratio) is computed from width, which is no feature", derivation(.ratio(of: "age", to: "width"))),
        Breach("gap (log1p) is computed from month, which is no feature", derivation(.log1p(of: "month"))),
        Breach(
            "gap (log1p) is computed from island, which is categorical, expected numeric",
            derivation(.log1p(of: "island"))),
        Breach(
            "gap (difference) is computed from born, which is date", derivation(.difference(of: "age", minus: "born"))),
        Breach(
            "gap (date_part) is computed from age, which is numeric, expected date",
            derivation(.datePart(of: "age", part: .day))),
        Breach("gap (days_since) is computed from age", derivation(.daysSince(of: "born", since: .feature("age")))),
        Breach("gap (concat) is computed from born", derivation(.concat(of: "born", with: "kind", separator: "|"))),
        Breach("both (concat) is computed from kind, whose categories have no names") {
            $0.features[4].categories = []
        },
        Breach("gap (clip) has neither low nor high", derivation(.clip(of: "age", low: nil, high: nil))),
        Breach("gap (clip) has a bound that is not finite", derivation(.clip(of: "age", low: .nan, high: 1))),
        Breach("gap (clip) has a bound that is not finite", derivation(.clip(of: "age", low: nil, high: .infinity))),
        Breach("gap (clip) has the bounds low 2.0 and high 1.0", derivation(.clip(of: "age", low: 2, high: 1))),
        Breach("gap (bucket) has 0 edges, expected 1 to 4096", derivation(.bucket(of: "age", edges: []))),
        Breach("gap (bucket) has 4097 edges", derivation(.bucket(of: "age", edges: (0...4096).map(Double.init)))),
        Breach("gap (bucket) has edges that are not", derivation(.bucket(of: "age", edges: [1, 1]))),
        Breach("gap (bucket) has edges that are not", derivation(.bucket(of: "age", edges: [2, 1]))),
        Breach("gap (bucket) has edges that are not", derivation(.bucket(of: "age", edges: [1, .infinity]))),
        Breach(
            #"gap (days_since) counts from "2020-13-01", which is no date"#,
            derivation(.daysSince(of: "born", since: .date("2020-13-01")))),
        Breach("both (concat) has a separator of 0 bytes, expected 1 to 16") {
            $0.derived[2].derivation = .concat(of: "island", with: "kind", separator: "")
        },
        Breach("both (concat) has 0 categories, expected at least one") { $0.derived[2].categories = [] },
        Breach("gap (difference) has 1 categories, expected none") { $0.derived[0].categories = ["x"] },
        Breach("category of the feature both Dream|a stands twice") {
            $0.derived[2].categories = ["Dream|a", "Dream|a"]
        },
        Breach("the statistics of the feature month count 3 missing of 2") {
            $0.derived[1].statistics = FeatureStatistics(count: 2, missing: 3)
        },
    ]

    @Test("An input is found by its bytes, as rows find it: a name that only looks the same is another")
    func spelling() throws {
        var model = Self.sample
        model.manifest.features[0].name = "\u{E9}ge"
        model.manifest.derived[0].derivation = .difference(of: "e\u{301}ge", minus: "length")
        #expect { try model.validate() } throws: { "\($0)".contains("which is no feature of the row") }
        // Both are there: each is itself.
        model.manifest.features[1].name = "e\u{301}ge"
        model.manifest.derived[0].derivation = .difference(of: "e\u{301}ge", minus: "\u{E9}ge")
        try model.validate()
        var row = EncodedRow(RowEncoder(model.manifest))
        var columns: [Float] = []
        try row.set(field: Array("1".utf8).span, at: 0)
        try row.set(field: Array("5".utf8).span, at: 1)
        try row.finish(into: &columns)
        #expect(columns[3] == 4)
    }
}
