import JSONBytes
import JobWire
import ScoringModel
import Testing

/// Results to the byte, for every task.
struct ResultTests {
    static let start = #"{"id":"a","model_name":"toy","model_version":"7","status":"completed","outputs":["#
    static let end = #"],"parameters":{"model_sha256":"ab12","attempt":1}}"#
    static let rows = #""rows": [{"age": 1}, {"age": 5}, {"island": "Dream"}]"#
    static let rowErrors =
        #"],"row_errors":[{"row":2,"code":"missing_feature","message":"row 2 has no value for the required feature age"}"#

    @Test("A binary model answers label, score and probabilities")
    func binary() {
        let found = Fixtures.answer(#"{"id": "a", \#(Self.rows)}"#, Fixtures.model(.binary))
        #expect(
            found == Self.start
                + #"{"name":"label","datatype":"BYTES","shape":[3],"data":["yes","no",null]},"#
                + #"{"name":"score","datatype":"FP32","shape":[3],"data":[0.9999546,0.26894143,null]},"#
                + #"{"name":"probabilities","datatype":"FP32","shape":[3,2],"data":[4.541874e-05,0.9999546,0.7310586,0.26894143,null,null],"parameters":{"labels":["no","yes"]}}"#
                + Self.rowErrors + Self.end)
    }

    @Test("A multiclass model answers label and probabilities")
    func multiclass() {
        let found = Fixtures.answer(#"{"id": "a", \#(Self.rows)}"#, Fixtures.model(.multiclass))
        #expect(
            found == Self.start
                + #"{"name":"label","datatype":"BYTES","shape":[3],"data":["Gentoo","Adelie",null]},"#
                + #"{"name":"probabilities","datatype":"FP32","shape":[3,3],"data":[2.06106e-09,4.539787e-05,0.9999546,0.33333334,0.33333334,0.33333334,null,null,null],"parameters":{"labels":["Adelie","Chin\"strap","Gentoo"]}}"#
                + Self.rowErrors + Self.end)
    }

    @Test("Regression and ranking models answer one score per row", arguments: [Task.regression, .ranking])
    func regression(_ task: Task) {
        let found = Fixtures.answer(#"{"id": "a", \#(Self.rows)}"#, Fixtures.model(task))
        #expect(
            found == Self.start + #"{"name":"score","datatype":"FP32","shape":[3],"data":[10,-1,null]}"#
                + Self.rowErrors
                + Self.end)
    }

    @Test("A model of several targets answers one score column per target, of one as well", arguments: [1, 2])
    func multiTarget(_ targets: Int) {
        let found = Fixtures.answer(#"{"id": "a", \#(Self.rows)}"#, Fixtures.model(.multiTarget, groups: targets))
        let data = targets == 1 ? "10,-1,null" : "10,20,-1,-1,null,null"
        #expect(
            found == Self.start + #"{"name":"score","datatype":"FP32","shape":[3,\#(targets)],"data":[\#(data)]}"#
                + Self.rowErrors + Self.end)
    }

    @Test(
        "A job gets the outputs it asks for, in its order, each once",
        arguments: [
            (
                Task.binary, #"["margin", "label", "margin"]"#,
                #"{"name":"margin","datatype":"FP32","shape":[1],"data":[10]},{"name":"label","datatype":"BYTES","shape":[1],"data":["yes"]}"#
            ),
            (.multiclass, #"["margin"]"#, #"{"name":"margin","datatype":"FP32","shape":[1,3],"data":[10,20,30]}"#),
            (.regression, #"["margin"]"#, #"{"name":"margin","datatype":"FP32","shape":[1],"data":[10]}"#),
            (.regression, "null", #"{"name":"score","datatype":"FP32","shape":[1],"data":[10]}"#),
        ])
    func outputs(_ task: Task, _ outputs: String, _ expected: String) {
        let found = Fixtures.answer(#"{"outputs": \#(outputs), "rows": [{"age": 1}], "id": "a"}"#, Fixtures.model(task))
        #expect(found == Self.start + expected + Self.end)
    }

    @Test("A job whose rows all fail is completed")
    func allFail() {
        let found = Fixtures.answer(#"{"id": "a", "rows": [{}, 5]}"#)
        #expect(
            found == Self.start + #"{"name":"score","datatype":"FP32","shape":[2],"data":[null,null]}],"row_errors":["#
                + #"{"row":0,"code":"missing_feature","message":"row 0 has none of the model's features"},"#
                + #"{"row":1,"code":"wrong_type","message":"row 1 is a number, expected an object or an array"}"#
                + Self.end)
    }

    @Test("traceparent and metadata come back as they were written, also from a failed job")
    func echoes() {
        let echo = #""traceparent": "00-ab", "metadata": {"a" : [1.0, "\u0041"], "b": null}"#
        let returned = #","traceparent":"00-ab","metadata":{"a" : [1.0, "\u0041"], "b": null}"#
        #expect(
            Fixtures.answer(#"{\#(echo), "id": "a", "rows": [{"age": 1}]}"#) == Self.start
                + #"{"name":"score","datatype":"FP32","shape":[1],"data":[10]}]"# + returned + Self.end.dropFirst())
        #expect(
            Fixtures.answer(#"{"id": "a", "rows": [], \#(echo)}"#)
                == #"{"id":"a","status":"failed","error":{"code":"no_rows","message":"the job has no rows"}"# + returned
                + "}")
        #expect(Fixtures.answer(#"{"id": "a", "metadata": null}"#).hasSuffix(#","metadata":null}"#))
    }

    @Test("Names that the model does not know come back once each, at most 16 of them")
    func ignored() throws {
        let few = Fixtures.answer(#"{"id": "a", "rows": [{"agee": 1, "age": 1, "a\"b": 2}, {"age": 2, "agee": {}}]}"#)
        #expect(few.hasSuffix(#","parameters":{"model_sha256":"ab12","attempt":1,"ignored":["agee","a\"b"]}}"#))
        let names = (0..<20).map { "\"x\($0)\": 0" }.joined(separator: ",")
        let many = try Fixtures.tree(Fixtures.answer(#"{"id": "a", "rows": [{"age": 1, \#(names)}]}"#))
        #expect(many["parameters"]?["ignored"]?.array == (0..<16).map { JSONValue.string("x\($0)") })
        #expect(many["row_errors"] == nil)
    }

    @Test("Results go to their reply lists, each listed once")
    func destinations() {
        let model = Fixtures.model()
        let jobs = ["one", "two", "one", "", "two"].map { name in
            #"{"id": "a", "rows": [{"age": 1}]\#(name.isEmpty ? "" : ", \"reply_to\": \"\(name)\"")}"#
        }
        var batch = Fixtures.batch(jobs.map { Array($0.utf8) }, model)
        let results = Fixtures.answer(&batch, model).results
        #expect(results.destinations == [1, 2, 1, 0, 2])
        #expect(results.replyNames == ["one", "two"])
    }

    @Test("The id is echoed whatever it is made of, and the attempt as it was told")
    func id() throws {
        let job = #"{"id": "\u0041\n\ud834\udd1e\"é\u0000", "rows": [{"age": 1}]}"#
        let answer = try Fixtures.tree(Fixtures.answers([job], attempt: 2)[0])
        #expect(answer["id"]?.string == "A\n𝄞\"é\0")
        #expect(answer["parameters"]?["attempt"]?.integer == 2)
        let longest = String(repeating: "x", count: 512)
        #expect(
            try Fixtures.tree(Fixtures.answer(#"{"id": "\#(longest)", "rows": [{"age": 1}]}"#))["id"]?.string == longest
        )
    }

    @Test("10 000 failed rows get a message; all are null and counted")
    func manyFailures() throws {
        let rows = String(repeating: "0,", count: 10_001) + #"{"age": 1}"#
        let model = Fixtures.model()
        var batch = Fixtures.batch([Array(#"{"id": "a", "rows": [\#(rows)]}"#.utf8)], model)
        let (results, counts) = Fixtures.answer(&batch, model)
        let answer = try Fixtures.tree(String(decoding: results.bytes, as: UTF8.self))
        #expect(answer["row_errors"]?.array?.count == 10_000)
        #expect(answer["parameters"]?["failed_rows"]?.integer == 10_001)
        let data = answer["outputs"]?.array?[0]["data"]?.array
        #expect(data?.filter(\.isNull).count == 10_001)
        #expect(data?.last == .integer(10))
        #expect(counts.rows == 1 && counts.rowErrors == [.wrongType: 10_001])
    }
}
