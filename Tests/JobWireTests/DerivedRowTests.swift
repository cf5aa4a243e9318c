import JSONBytes
import JobWire
import ScoringEngine
import ScoringModel
import Testing

/// Rows of a model whose columns are not its rows' fields.
struct DerivedRowTests {
    /// Columns: `fare`, `month`, `wait`, `route`, `per_km`.
    private static let features = [
        Feature(name: "fare"), Feature(name: "km", isInputOnly: true),
        Feature(name: "pickup", kind: .date, required: true, isInputOnly: true),
        Feature(name: "booked", kind: .date, isInputOnly: true),
        Feature(name: "from", kind: .categorical, categories: ["a", "7"], unseen: .error, isInputOnly: true),
        Feature(name: "to", kind: .categorical, categories: ["b", "7"], isInputOnly: true),
    ]

    private static let derived = [
        DerivedFeature(name: "month", derivation: .datePart(of: "pickup", part: .month)),
        DerivedFeature(name: "wait", derivation: .daysSince(of: "pickup", since: .feature("booked"))),
        DerivedFeature(
            name: "route", derivation: .concat(of: "from", with: "to", separator: "|"), categories: ["7|7", "a|b"]),
        DerivedFeature(name: "per_km", derivation: .ratio(of: "fare", to: "km")),
    ]

    private static let model: WireModel = {
        var manifest = Fixtures.manifest(.regression, features: features)
        manifest.derived = derived
        return WireModel(
            name: "trips", version: 1, sha256: "ab12", manifest: manifest, encoder: RowEncoder(manifest),
            outputs: OutputCalculator(manifest))
    }()

    private func batch(_ job: String) -> JobBatch { Fixtures.batch([Array(job.utf8)], Self.model) }

    /// The job's answer; its trees split on the first column.
    private func answer(_ job: String) throws -> JSONValue {
        var batch = batch(job)
        var margins: [Double] = []
        BatchScorer(.trees(Fixtures.ensemble(groups: 1)), featureCount: 5).score(batch.rows.span, into: &margins)
        var results = ResultBatch()
        _ = batch.encode(margins, into: &results)
        return try JSONValue.parse(results.bytes(at: 0).span)
    }

    private static let columns: [Double] = [3, 2, 0.25, 1, 1.5]

    private static let tensors = #"""
        "inputs": [
            {"name": "pickup", "datatype": "BYTES", "shape": [1], "data": ["2024-02-29 07:00+01:00"]},
            {"name": "fare", "datatype": "FP64", "shape": [1, 1], "data": [[3]]},
            {"name": "booked", "datatype": "INT64", "shape": [1], "data": [1709164800]},
            {"name": "from", "datatype": "BYTES", "shape": [1], "data": ["a"]},
            {"name": "to", "datatype": "BYTES", "shape": [1], "data": ["b"]},
            {"name": "km", "datatype": "FP32", "shape": [1], "data": [2]}]
        """#

    @Test(
        "A row of fields becomes the model's columns in every form of a job",
        arguments: [
            #""rows": [{"km": 2, "from": "a", "to": "b", "pickup": "2024-02-29T06:00", "booked": "2024-02-29", "fare": 3}]"#,
            #""rows": [[3, 2, "2024-02-29T06:00:00Z", 1709164800, "a", "b"]]"#,
            #""features": ["to", "from", "booked", "pickup", "km", "fare"], "rows": [["b", "a", "2024-02-29", 1709186400, 2, 3]]"#,
            #""rows": [["b", "a", "2024-02-29", 1709186400, 2, 3]], "features": ["to", "from", "booked", "pickup", "km", "fare"]"#,
            tensors,
            #""inputs": [{"name": "m", "datatype": "BYTES", "shape": [1, 6], "data": [3, 2, "2024-02-29T06:00", "2024-02-29", "a", "b"]}]"#,
        ])
    func forms(_ fields: String) throws {
        #expect(batch(#"{"id": "a", \#(fields)}"#).rows == Self.columns)
    }

    @Test("Rows of one job and jobs of one batch do not see each other's fields")
    func rowByRow() throws {
        let jobs = [
            #"{"id": "a", "rows": [{"pickup": "2024-02-29", "fare": 3}, {"pickup": "2024-05-01", "km": 2}]}"#,
            #"{"id": "b", "inputs": [{"name": "pickup", "datatype": "BYTES", "shape": [2], "data": ["2024-07-01", null]}]}"#,
            #"{"id": "c", "rows": [{"pickup": 0, "fare": 1, "km": 4}]}"#,
        ]
        let rows = Fixtures.batch(jobs.map { Array($0.utf8) }, Self.model).rows
        let shown = stride(from: 0, to: rows.count, by: 5).map { line in
            [rows[line], rows[line + 1], rows[line + 4]].map { $0.isNaN ? -1 : $0 }
        }
        #expect(shown == [[3, 2, -1], [-1, 5, -1], [-1, 7, -1], [-1, -1, -1], [1, 1, 0.25]])
    }

    @Test(
        "A value that a field can't take fails its row and names the field",
        arguments: [
            (#""pickup": "soon""#, "wrong_type", #"has the text "soon" for pickup, which is a date such as"#),
            (#""pickup": true"#, "wrong_type", "has true for pickup, which is a date"),
            (#""pickup": ["2024-02-29"]"#, "wrong_type", "has an array for pickup"),
            (#""pickup": 1e15"#, "out_of_range", "has a time for pickup that is outside the years 1 to 9999"),
            (#""pickup": null"#, "missing_feature", "has no value for the required feature pickup"),
            (#""pickup": "2024-02-29", "from": "c""#, "unseen_category", #"has the category "c" for from"#),
            (#""pickup": "2024-02-29", "km": "2""#, "not_a_number", #"has the text "2" for km, which is a number"#),
            (#""pickup": "2024-02-29", "km": 1e39"#, "out_of_range", "has a value for km that is outside the range"),
            (#""month": 2"#, "missing_feature", "has none of the model's features"),
        ])
    func errors(_ members: String, _ code: String, _ problem: String) throws {
        let good = #"{"pickup": "2024-02-29", "fare": 1}"#
        let answer = try answer(#"{"id": "a", "rows": [\#(good), {\#(members)}, \#(good)]}"#)
        let errors = try #require(answer["row_errors"]?.array)
        #expect(errors.count == 1 && errors[0]["row"] == .integer(1) && errors[0]["code"] == .string(code))
        #expect(errors[0]["message"]?.string?.hasPrefix("row 1 " + problem) == true, "\(answer)")
        #expect(answer["outputs"]?.array?[0]["data"]?.array == [.integer(10), .null, .integer(10)])
    }

    @Test("A derived feature can't be sent: its name is ignored like any other that the model does not know")
    func derivedName() throws {
        let answer = try answer(#"{"id": "a", "rows": [{"pickup": "2024-02-29", "month": 12}]}"#)
        #expect(answer["parameters"]?["ignored"] == .array([.string("month")]))
        let width = try self.answer(#"{"id": "a", "rows": [[1, 2, 3, 4, 5]]}"#)
        let message = width["row_errors"]?.array?[0]["message"]?.string
        #expect(message == "row 0 has 5 values, the model has 6 features")
    }

    @Test("The limit of a job counts what its rows take before they are columns")
    func limit() throws {
        // Five columns and six Float64.
        for (rows, isTaken) in [(2, true), (3, false)] {
            var batch = JobBatch(maximumValues: 2 * 17)
            batch.begin(Self.model, attempt: 1, now: Fixtures.now)
            let data = Array(repeating: "0", count: rows).joined(separator: ",")
            let job =
                #"{"id":"a","inputs":[{"name":"pickup","datatype":"INT64","shape":[\#(rows)],"data":[\#(data)]}]}"#
            batch.append(Array(job.utf8).span)
            #expect(batch.rowCount == (isTaken ? rows : 0))
        }
    }
}
