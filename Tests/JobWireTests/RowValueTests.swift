import JSONBytes
import JobWire
import ScoringModel
import Testing

/// The table "Values" of docs/protocol.md, and the shapes in which rows come.
struct RowValueTests {
    enum Outcome: Sendable, Equatable {
        case value(Double), missing
        case error(RowError.Code, String)
    }

    static let missing = Outcome.missing
    static let values: [(feature: String, json: String, outcome: Outcome)] = [
        ("age", "46.5", .value(46.5)), ("age", "0", .value(0)), ("age", "-0", .value(-0.0)),
        ("age", "0.1", .value(Double(Float(0.1)))),
        ("age", "16777217", .value(16_777_216)), ("age", "3.4028235e38", .value(Double(Float.greatestFiniteMagnitude))),
        ("age", "1e-60", .value(0)), ("age", "-999", .value(-999)),
        ("age", "1e999", .error(.outOfRange, "has a value for age that is outside the range of Float32")),
        ("age", "-1e39", .error(.outOfRange, "has a value for age that is outside the range of Float32")),
        ("age", "Infinity", .error(.outOfRange, "has a value for age that is outside the range of Float32")),
        ("age", "\"46.5\"", .error(.notANumber, "has the text \"46.5\" for age, which is a number")),
        ("age", "true", .error(.notANumber, "has true for age, which is a number")),
        ("age", "[1]", .error(.wrongType, "has an array for age")),
        ("age", "{}", .error(.wrongType, "has an object for age")),
        ("weight", "null", missing), ("weight", "NaN", missing), ("weight", "-999", missing),
        ("weight", "-999.0", missing),
        ("weight", "70", .value(70)),
        ("island", "\"Dream\"", .value(1)), ("island", "\"Dr\\u0065am\"", .value(1)), ("island", "null", missing),
        ("island", "NaN", missing), ("island", "7", .value(2)), ("island", "7.0", .value(2)),
        ("island", "5e-1", .value(3)),
        ("island", "true", .value(4)),
        (
            "island", "\"dream\"",
            .error(.unseenCategory, "has the category \"dream\" for island, which training never saw")
        ),
        ("island", "8", .error(.unseenCategory, "has the category \"8\" for island, which training never saw")),
        ("island", "false", .error(.unseenCategory, "has the category \"false\" for island, which training never saw")),
        ("island", "[]", .error(.wrongType, "has an array for island")),
        ("code", "13", .value(13)), ("code", "13.0", .value(13)), ("code", "\"13\"", .value(13)),
        ("code", "null", missing),
        ("code", "\"x\"", .error(.notANumber, "has the text \"x\" for code, which takes a category's code")),
        ("isMale", "true", .value(1)), ("isMale", "false", .value(0)), ("isMale", "1", .value(1)),
        ("isMale", "0", .value(0)),
        ("isMale", "null", missing), ("isMale", "NaN", missing),
        ("isMale", "2", .error(.wrongType, "has the number 2 for isMale, which is true or false")),
        ("isMale", "\"true\"", .error(.wrongType, "has the text \"true\" for isMale, which is true or false")),
    ]

    /// The cell of `feature` and the first row error after the last of these rows.
    private func outcome(_ job: String, _ feature: String, row: Int = 0) throws -> Outcome {
        let model = Fixtures.model()
        var batch = Fixtures.batch([Array(job.utf8)], model)
        let answer = try Fixtures.tree(String(decoding: Fixtures.answer(&batch, model).results.bytes, as: UTF8.self))
        #expect(answer["status"] == .string("completed"), "\(answer)")
        if let error = answer["row_errors"]?.array?.first, error["row"] == .integer(row) {
            let code = try #require(error["code"]?.string.flatMap { RowError.Code(rawValue: $0) })
            let message = try #require(error["message"]?.string)
            #expect(message.hasPrefix("row \(row) "))
            return .error(code, String(message.dropFirst("row \(row) ".count)))
        }
        let position = try #require(Fixtures.features.firstIndex { $0.name == feature })
        let value = batch.rows[row * Fixtures.features.count + position]
        return value.isNaN ? .missing : .value(value)
    }

    @Test(
        "A value becomes what the table of the protocol says, by name, by position and in a tensor", arguments: values)
    func encodes(_ feature: String, _ json: String, _ outcome: Outcome) throws {
        let age = feature == "age" ? "" : #""age": 1, "#
        #expect(try self.outcome(#"{"id": "a", "rows": [{\#(age)"\#(feature)": \#(json)}]}"#, feature) == outcome)
        let cells = Fixtures.features.map { $0.name == feature ? json : $0.name == "age" ? "1" : "null" }.joined(
            separator: ",")
        #expect(try self.outcome(#"{"id": "a", "rows": [[\#(cells)]]}"#, feature) == outcome)
        #expect(
            try self.outcome(
                #"{"id": "a", "features": ["\#(feature)"\#(age.isEmpty ? "" : #", "age""#)], "rows": [[\#(json)\#(age.isEmpty ? "" : ", 1")]]}"#,
                feature) == outcome)
        // In a tensor an array is nesting, not a value.
        guard !json.hasPrefix("[") else { return }
        let other = age.isEmpty ? "" : #", {"name": "age", "datatype": "FP32", "shape": [2], "data": [1, 1]}"#
        let good = feature == "island" ? "\"Dream\"" : "1"
        #expect(
            try self.outcome(
                #"{"id": "a", "inputs": [{"name": "\#(feature)", "datatype": "FP64", "shape": [2, 1], "data": [[\#(good)], [\#(json)]]}\#(other)]}"#,
                feature, row: 1) == outcome)
    }

    @Test(
        "An array row must have the width of the model, or of features",
        arguments: [
            (#""rows": [[1, null, true, 13]]"#, "has 4 values, the model has 5 features"),
            (#""rows": [[1, null, true, 13, 7, 7]]"#, "has 6 values, the model has 5 features"),
            (#""rows": [["x", "y"]]"#, "has 2 values, the model has 5 features"),
            (#""rows": [[1]], "features": ["age", "code"]"#, "has 1 values, the job names 2 features"),
            (#""features": ["age", "code"], "rows": [[1, 2, 3]]"#, "has 3 values, the job names 2 features"),
        ])
    func width(_ fields: String, _ problem: String) throws {
        #expect(try outcome(#"{"id": "a", \#(fields)}"#, "age") == .error(.wrongWidth, problem))
    }

    @Test(
        "The fields of a job may come in any order; names of features that the model does not know are skipped",
        arguments: [
            #"{"id": "a", "features": ["weight", "x", "age"], "rows": [[70, "any", 1], [71, [], 2]]}"#,
            #"{"features": ["weight", "x", "age"], "rows": [[70, "any", 1], [71, [], 2]], "id": "a"}"#,
            #"{"rows": [[70, "any", 1], [71, [], 2]], "features": ["weight", "x", "age"], "id": "a"}"#,
            #"{"rows": [[70, {"a": 1}, 1], {"age": 2, "x": 0, "weight": 71}], "id": "a", "features": ["weight", "x", "age"]}"#,
            #"{"features": ["weight", "x", "age"], "inputs": [{"shape": [2, 3], "data": [70, 0, 1, 71, 0, 2], "name": "m", "datatype": "FP32"}], "id": "a"}"#,
            #"{"inputs": [{"data": [[70, 0, 1], [71, 0, 2]], "shape": [2, 3], "name": "m", "datatype": "FP32"}], "features": ["weight", "x", "age"], "id": "a"}"#,
        ])
    func anyOrder(_ job: String) throws {
        let batch = Fixtures.batch([Array(job.utf8)])
        try #require(batch.rowCount == 2)
        let rows = batch.rows
        #expect(rows[0] == 1 && rows[4] == 70 && rows[5] == 2 && rows[9] == 71)
        #expect(rows[1].isNaN && rows[2].isNaN && rows[3].isNaN)
        let answer = try Fixtures.tree(Fixtures.answer(job))
        #expect(answer["row_errors"] == nil)
        #expect(answer["parameters"]?["ignored"] == (job.contains("\"x\"") ? .array([.string("x")]) : nil))
    }

    @Test("Of a name that stands twice in a row the last one counts")
    func twins() throws {
        #expect(try outcome(#"{"id": "a", "rows": [{"age": 1, "age": 2}]}"#, "age") == .value(2))
    }

    @Test("A row of which no name is known fails; the others of its job don't")
    func noKnownName() throws {
        let job = #"{"id": "a", "rows": [{"agee": 1}, {"age": 1}, {}]}"#
        #expect(try outcome(job, "age") == .error(.missingFeature, "has none of the model's features"))
        let answer = try Fixtures.tree(Fixtures.answer(job))
        #expect(answer["outputs"]?.array?[0]["data"]?.array == [.null, .integer(10), .null])
    }
}
