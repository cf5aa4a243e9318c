import Testing

@testable import ScoringModel

/// What each operation makes of a row; docs/model-file.md has the same rules in words.
@Suite struct DerivationTests {
    /// Inputs of every kind: two numbers, two dates, two categories.
    private static let features = [
        Feature(name: "a", isInputOnly: true), Feature(name: "b", isInputOnly: true),
        Feature(name: "from", kind: .categorical, categories: ["JFK", "LGA", "", "x|y"], isInputOnly: true),
        Feature(name: "to", kind: .categorical, categories: ["JFK", "y|z", "z"], isInputOnly: true),
        Feature(name: "s", kind: .date, isInputOnly: true), Feature(name: "t", kind: .date, isInputOnly: true),
    ]

    /// One model column; nil is missing.
    private func column(_ derivation: Derivation, _ cells: [String: String], categories: [String] = []) throws -> Float?
    {
        let derived = DerivedFeature(name: "d", derivation: derivation, categories: categories)
        try derivation.validate(of: "d", among: Self.features)
        let encoder = RowEncoder(features: Self.features, derived: [derived])
        var row = EncodedRow(encoder)
        for (name, text) in cells {
            let position = try #require(Self.features.firstIndex { $0.name == name })
            try row.set(field: Array(text.utf8).span, at: position)
        }
        var columns: [Float] = []
        try row.finish(into: &columns)
        #expect(columns.count == 1)
        return columns[0].isNaN ? nil : columns[0]
    }

    static let numbers: [(Derivation, String, String, Float?)] = [
        (.log1p(of: "a"), "0", "", 0), (.log1p(of: "a"), "-0", "", -0.0), (.log1p(of: "a"), "-1", "", nil),
        (.log1p(of: "a"), "-2", "", nil), (.log1p(of: "a"), "1e-30", "", 1e-30), (.log1p(of: "a"), "", "", nil),
        (.log1p(of: "a"), "1.718281828459045", "", 1), (.log1p(of: "a"), "3.4e38", "", 88.72201),
        (.ratio(of: "a", to: "b"), "1", "3", 1 / 3), (.ratio(of: "a", to: "b"), "1", "0", nil),
        (.ratio(of: "a", to: "b"), "1", "-0", nil), (.ratio(of: "a", to: "b"), "0", "0", nil),
        (.ratio(of: "a", to: "b"), "0", "-5", -0.0), (.ratio(of: "a", to: "b"), "3e38", "0.1", nil),
        (.ratio(of: "a", to: "b"), "-3e38", "0.1", nil), (.ratio(of: "a", to: "b"), "1e-30", "1e30", 0),
        (.ratio(of: "a", to: "b"), "", "2", nil), (.ratio(of: "a", to: "b"), "2", "NA", nil),
        // Both are 16777216 in Float32.
        (.difference(of: "a", minus: "b"), "16777217", "16777216", 1), (.difference(of: "a", minus: "b"), "1", "", nil),
        (.difference(of: "a", minus: "b"), "3e38", "-3e38", nil), (.difference(of: "a", minus: "b"), "0.3", "0.1", 0.2),
        (.clip(of: "a", low: 0, high: 100), "-5", "", 0), (.clip(of: "a", low: 0, high: 100), "100.5", "", 100),
        (.clip(of: "a", low: 0, high: 100), "7.25", "", 7.25), (.clip(of: "a", low: 0, high: 100), "", "", nil),
        (.clip(of: "a", low: 0, high: nil), "1e30", "", 1e30), (.clip(of: "a", low: nil, high: 0), "-1e30", "", -1e30),
        (.clip(of: "a", low: 1e300, high: nil), "5", "", nil), (.clip(of: "a", low: 2, high: 2), "5", "", 2),
        (.bucket(of: "a", edges: [18, 30, 65]), "17.9999", "", 0),
        (.bucket(of: "a", edges: [18, 30, 65]), "18", "", 1),
        (.bucket(of: "a", edges: [18, 30, 65]), "29.9", "", 1), (.bucket(of: "a", edges: [18, 30, 65]), "30", "", 2),
        (.bucket(of: "a", edges: [18, 30, 65]), "65", "", 3), (.bucket(of: "a", edges: [18, 30, 65]), "3e38", "", 3),
        (.bucket(of: "a", edges: [18, 30, 65]), "-3e38", "", 0), (.bucket(of: "a", edges: [18, 30, 65]), "", "", nil),
        (.bucket(of: "a", edges: [0]), "-0", "", 1), (.bucket(of: "a", edges: [0.1]), "0.1", "", 1),
        // Beside the edge by less than Float32 can say.
        (.bucket(of: "a", edges: [0.1]), "0.09999999999", "", 0),
    ]

    @Test("Numbers combine in Float64; what is no finite Float32 is missing", arguments: numbers)
    func combines(_ derivation: Derivation, _ a: String, _ b: String, _ expected: Float?) throws {
        let found = try column(derivation, ["a": a, "b": b])
        #expect(found?.bitPattern == expected?.bitPattern, "\(derivation) of \(a) and \(b) is \(found as Any)")
    }

    static let dates: [(Derivation, String, String, Float?)] = [
        (.datePart(of: "s", part: .month), "2024-02-29", "", 2), (.datePart(of: "s", part: .month), "", "", nil),
        (.datePart(of: "s", part: .quarter), "2024-03-31T23:59:59.9", "", 1),
        (.datePart(of: "s", part: .quarter), "2024-04-01", "", 2),
        (.datePart(of: "s", part: .weekday), "2024-02-29", "", 4),
        (.datePart(of: "s", part: .weekday), "1969-12-28", "", 7),
        (.datePart(of: "s", part: .dayOfYear), "2024-12-31", "", 366),
        (.datePart(of: "s", part: .hour), "2024-02-29T23:30-05:00", "", 4),
        (.datePart(of: "s", part: .hour), "-1", "", 23),
        (.datePart(of: "s", part: .minute), "1969-12-31T23:58:59", "", 58),
        (.datePart(of: "s", part: .year), "1709201730.5", "", 2024),
        (.daysSince(of: "s", since: .date("2020-01-01")), "2020-01-01", "", 0),
        (.daysSince(of: "s", since: .date("2020-01-01")), "2020-03-01T06:00", "", 60.25),
        (.daysSince(of: "s", since: .date("2020-01-01T12:00Z")), "2020-01-01", "", -0.5),
        (.daysSince(of: "s", since: .date("2020-01-01")), "", "", nil),
        (.daysSince(of: "s", since: .feature("t")), "2024-02-29T10:15:01", "2024-02-29T10:15", 1 / 86_400),
        (.daysSince(of: "s", since: .feature("t")), "2024-02-29", "2024-03-01", -1),
        (.daysSince(of: "s", since: .feature("t")), "2024-02-29", "", nil),
        (.daysSince(of: "s", since: .feature("t")), "", "2024-02-29", nil),
        (.daysSince(of: "s", since: .feature("t")), "9999-12-31", "0001-01-01", 3_652_058),
    ]

    @Test("Parts of dates and days between them, which Float32 could not hold", arguments: dates)
    func measures(_ derivation: Derivation, _ s: String, _ t: String, _ expected: Float?) throws {
        #expect(try column(derivation, ["s": s, "t": t]) == expected)
    }

    @Test(
        "A pair of categories is one, unless training never saw it",
        arguments: [
            ("JFK", "JFK", 0), ("LGA", "z", 1), ("LGA", "JFK", nil), ("JFK", "z", nil), ("x|y", "z", 2),
            ("NA", "z", nil),
            ("JFK", "", nil), ("Newark", "z", nil),
        ] as [(String, String, Float?)])
    func pairs(_ from: String, _ to: String, _ expected: Float?) throws {
        let pair = Derivation.concat(of: "from", with: "to", separator: "|")
        #expect(try column(pair, ["from": from, "to": to], categories: ["JFK|JFK", "LGA|z", "x|y|z"]) == expected)
    }

    @Test("Two pairs that read the same are the same category, and another separator tells them apart")
    func separator() throws {
        let cells = [["from": "x|y", "to": "z"], ["from": "JFK", "to": "y|z"]]
        let pair = Derivation.concat(of: "from", with: "to", separator: " → ")
        #expect(try column(pair, cells[0], categories: ["x|y → z", "JFK → y|z"]) == 0)
        #expect(try column(pair, cells[1], categories: ["x|y → z", "JFK → y|z"]) == 1)
        #expect(try column(pair, cells[1], categories: ["JFK|y|z", "x|y|z"]) == nil)
    }

    @Test("The columns are the features that are not input-only, then the derived ones")
    func columnOrder() throws {
        let features = [
            Feature(name: "when", kind: .date, required: true, isInputOnly: true), Feature(name: "x", required: true),
            Feature(name: "y", isInputOnly: true), Feature(name: "z", kind: .boolean),
        ]
        let derived = [
            DerivedFeature(name: "month", derivation: .datePart(of: "when", part: .month)),
            DerivedFeature(name: "share", derivation: .ratio(of: "x", to: "y")),
        ]
        var row = EncodedRow(RowEncoder(features: features, derived: derived))
        func set(_ cells: [String]) throws {
            for (at, cell) in cells.enumerated() { try row.set(field: Array(cell.utf8).span, at: at) }
        }
        var rows: [Float] = []
        try set(["2024-02-29", "1", "4", "true"])
        try row.finish(into: &rows)
        #expect(rows == [1, 1, 2, 0.25])
        // The row before is forgotten, and a row that fails has a line of missing values.
        try set(["", "1", "4", "true"])
        #expect(throws: RowError(.missingFeature, "has no value for the required feature when")) {
            try row.finish(into: &rows)
        }
        #expect(rows.count == 8 && rows[4...].allSatisfy(\.isNaN))
    }

    @Test(
        "A value that is no date fails its row and names the feature; a sentinel is missing",
        arguments: [
            ("2024-02-30", RowError.Code.wrongType, #"has the text "2024-02-30" for when, which is a date such as"#),
            ("yesterday", .wrongType, #"has the text "yesterday" for when"#),
            ("1e12", .outOfRange, "has a time for when that is outside the years 1 to 9999"),
            ("-1e999", .outOfRange, "has a time for when that is outside"),
        ])
    func noDate(_ cell: String, _ code: RowError.Code, _ problem: String) throws {
        let feature = Feature(name: "when", kind: .date, missingSentinel: 0, isInputOnly: true)
        let encoder = RowEncoder(features: [feature])
        #expect { try encoder.value(field: Array(cell.utf8).span, at: 0) } throws: { error in
            guard let error = error as? RowError else { return false }
            return error.code == code && error.problem.hasPrefix(problem)
        }
        #expect(throws: RowError(.wrongType, "has true for when, which is a date")) {
            try encoder.value(boolean: true, at: 0)
        }
        for missing in ["", "NA", "1970-01-01", "0"] {
            #expect(try encoder.value(field: Array(missing.utf8).span, at: 0).isNaN)
        }
        #expect(try encoder.value(number: .nan, at: 0).isNaN && encoder.value(number: 0.5, at: 0) == 0.5)
        #expect(throws: RowError.self) { try encoder.value(text: Array("86400".utf8).span, at: 0) }
    }
}
