import JSONBytes
import JobWire
import ScoringModel
import Testing

/// Bytes in, code and message out; the jobs around a bad one are answered as if it were not there.
struct JobErrorTests {
    struct BadJob: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var id: String?
        var code: String
        var message: String

        init(_ name: String, _ text: String, id: String? = nil, _ code: String, _ message: String) {
            self.init(name, Array(text.utf8), id: id, code, message)
        }

        init(_ name: String, _ bytes: [UInt8], id: String? = nil, _ code: String, _ message: String) {
            (self.name, self.bytes, self.id, self.code, self.message) = (name, bytes, id, code, message)
        }

        var testDescription: String { name }
    }

    static let nested = String(repeating: "[", count: 10_000)
    static let badJobs: [BadJob] = [
        BadJob("no bytes", "", "bad_json", "byte 0: expected a value, found the end"),
        BadJob("no JSON", "hello", "bad_json", "byte 0: expected a value"),
        BadJob("zero bytes", [0, 0, 0], "bad_json", "byte 0: expected a value"),
        BadJob("no object", "[1, 2]", "bad_job", "the job is an array, expected an object"),
        BadJob("a number", "7", "bad_job", "the job is a number, expected an object"),
        BadJob(
            "two documents", #"{"id": "a", "rows": [[1]]} {}"#, id: "a", "bad_json",
            "byte 27: expected the end of the document"),
        BadJob("cut off", #"{"id": "a", "rows": [[1, 2"#, id: "a", "bad_json", "byte 26: an array does not end"),
        BadJob("a trailing comma", #"{"id": "a", "rows": [[1,]]}"#, id: "a", "bad_json", "byte 24: expected a value"),
        BadJob(
            "an id behind the fault", #"{"rows": [[nan]], "id": "a"}"#, id: "a", "bad_json", "byte 11: expected null"),
        BadJob("no id", #"{"rows": [[1, 2, 3, 4, 5]]}"#, "no_id", "the job has no id"),
        BadJob("no id and no rows", "{}", "no_id", "the job has no id"),
        BadJob("a null id", #"{"id": null, "rows": []}"#, "bad_id", "id is null, expected a text"),
        BadJob("a number as id", #"{"id": 5, "rows": []}"#, "bad_id", "id is a number, expected a text"),
        BadJob("an empty id", #"{"id": "", "rows": []}"#, "bad_id", "id has 0 bytes, expected 1 to 512"),
        BadJob(
            "an id of 1 MB", #"{"id": ""# + String(repeating: "x", count: 1_000_000) + #"", "rows": []}"#, "bad_id",
            "id has 1000000 bytes, expected 1 to 512"),
        BadJob("an id in a row only", #"{"rows": [{"id": "a"}]}"#, "no_id", "the job has no id"),
        BadJob(
            "nested 10 000 deep", #"{"id": "a", "rows": "# + nested, id: "a", "too_deep",
            "byte 83: nested deeper than 64 levels"),
        BadJob(
            "deep before the id",
            #"{"x": "# + String(repeating: "[", count: 70) + String(repeating: "]", count: 70) + #", "id": "a"}"#,
            id: "a", "too_deep", "byte 69: nested deeper than 64 levels"),
        BadJob("a lone surrogate", #"{"id": "\ud800", "rows": []}"#, "bad_json", "byte 8: a lone surrogate"),
        BadJob(
            "bytes that are not UTF-8", Array(#"{"id": "a", "x": ""#.utf8) + [0xFF] + Array("\"}".utf8), id: "a",
            "bad_json", "byte 18: bytes that are not UTF-8"),
        BadJob("0 rows", #"{"id": "a", "rows": []}"#, id: "a", "no_rows", "the job has no rows"),
        BadJob("neither rows nor inputs", #"{"id": "a"}"#, id: "a", "bad_job", "the job has neither rows nor inputs"),
        BadJob("null rows", #"{"id": "a", "rows": null}"#, id: "a", "bad_job", "the job has neither rows nor inputs"),
        BadJob(
            "rows and inputs", #"{"id": "a", "rows": [[1]], "inputs": []}"#, id: "a", "bad_job",
            "the job has both rows and inputs"),
        BadJob(
            "rows that are no array", #"{"rows": 5, "id": "a"}"#, id: "a", "bad_job",
            "rows is a number, expected an array"),
        BadJob(
            "a field twice", #"{"id": "a", "rows": [[1]], "id": "b"}"#, id: "a", "bad_job", "the field id stands twice"),
        BadJob(
            "an unknown output", #"{"id": "a", "rows": [[1]], "outputs": ["label"]}"#, id: "a",
            "unknown_output", "outputs asks for \"label\", this model answers score, margin"),
        BadJob("no outputs", #"{"id": "a", "rows": [[1]], "outputs": []}"#, id: "a", "bad_job", "outputs is empty"),
        BadJob(
            "outputs that are no array", #"{"id": "a", "rows": [[1]], "outputs": "score"}"#, id: "a",
            "bad_job", "outputs is a text, expected an array of names"),
        BadJob(
            "a bad reply list", #"{"id": "a", "rows": [[1]], "reply_to": "a{b}"}"#, id: "a",
            "bad_job", "reply_to must have 1 to 64 characters of A-Z a-z 0-9 _ . -"),
        BadJob(
            "a number as reply list", #"{"id": "a", "rows": [[1]], "reply_to": 5}"#, id: "a",
            "bad_job", "reply_to is a number, expected a text"),
        BadJob(
            "no time", #"{"id": "a", "rows": [[1]], "expires_at": "tomorrow"}"#, id: "a",
            "bad_job", "expires_at is no ISO 8601 time with a zone, such as 2026-05-01T12:00:00Z"),
        BadJob(
            "too late", #"{"id": "a", "rows": [[1]], "expires_at": "2025-12-31T23:59:59.999Z"}"#, id: "a",
            "expired", "the job expired 1 ms before it was claimed"),
        BadJob(
            "another version", #"{"id": "a", "model_version": "6", "rows": [[1]]}"#, id: "a",
            "wrong_version", "the job wants version 6, version 7 is live"),
        BadJob(
            "another version as a number", #"{"id": "a", "model_version": 6, "rows": [[1]]}"#, id: "a",
            "wrong_version", "the job wants version 6, version 7 is live"),
        BadJob(
            "a version that is none", #"{"id": "a", "model_version": 6.5, "rows": [[1]]}"#, id: "a",
            "bad_job", "model_version, at byte 29, is no whole number"),
        BadJob(
            "a feature twice", #"{"id": "a", "rows": [[1, 2]], "features": ["age", "age"]}"#, id: "a",
            "bad_job", "features has the name age twice"),
        BadJob(
            "a name of 1025 bytes", #"{"id": "a", "rows": [{""# + String(repeating: "n", count: 1025) + #"": 1}]}"#,
            id: "a",
            "bad_job", "a name has more than 1024 bytes"),
        BadJob(
            "a field's name of 1025 bytes",
            #"{"id": "a", "rows": [[1]], ""# + String(repeating: "n", count: 1025) + #"": 1}"#, id: "a",
            "bad_job", "a name has more than 1024 bytes"),
        BadJob(
            "large metadata",
            #"{"id": "a", "rows": [[1]], "metadata": ""# + String(repeating: "n", count: 65_535) + #""}"#, id: "a",
            "bad_job", "metadata has 65537 bytes, expected at most 65536"),
    ]

    static let good = #"{"id": "good", "rows": [{"age": 1, "island": "Dream"}], "reply_to": "me"}"#

    @Test("A job that can't be scored gets one result with a code and a message", arguments: badJobs)
    func answersABadJob(_ bad: BadJob) throws {
        let model = Fixtures.model()
        var batch = Fixtures.batch([Array(Self.good.utf8), bad.bytes, Array(Self.good.utf8)], model)
        #expect(batch.jobCount == 3)
        #expect(batch.rowCount == 2, "a failed job leaves no rows behind")
        let (results, counts) = Fixtures.answer(&batch, model)
        let answers = (0..<results.count).map { String(decoding: results.bytes(at: $0), as: UTF8.self) }
        try #require(answers.count == 3)
        #expect(answers[0] == answers[2])
        #expect(answers[0] == Fixtures.answer(Self.good, model))
        #expect(counts.completed == 2 && counts.failed == 1 && counts.rows == 2)
        let id = bad.id.map { "\"\($0)\"" } ?? "null"
        let message = try #require(String(validating: writing(bad.message), as: UTF8.self))
        #expect(
            answers[1]
                == "{\"id\":\(id),\"status\":\"failed\",\"error\":{\"code\":\"\(bad.code)\",\"message\":\(message)}}")
    }

    private func writing(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(text)
        return writer.bytes
    }

    @Test("Two jobs with the same id are two jobs with two results")
    func answersTwins() {
        let answers = Fixtures.answers([Self.good, Self.good])
        #expect(answers.count == 2 && answers[0] == answers[1])
    }

    static let rows = (most: "[[1,2],[3,4],[5,6]]", tooMany: "[[1,2],[3,4],[5,6],[7,8]]")

    @Test(
        "A job that asks for more values than the limit is refused, whatever its rows look like",
        arguments: [
            (#""rows": \#(rows.most)"#, true), (#""rows": \#(rows.tooMany)"#, false),
            (#""rows": [{},[],5,"x"]"#, false),
            (#""inputs": [{"name": "m", "datatype": "FP32", "shape": [3, 2], "data": \#(rows.most)}]"#, true),
            (#""inputs": [{"name": "m", "datatype": "FP32", "shape": [4, 2], "data": \#(rows.tooMany)}]"#, false),
            (#""inputs": [{"name": "b", "datatype": "BOOL", "shape": [4], "data": [1, 2, 3, 4]}]"#, false),
        ])
    func refusesTooManyValues(_ fields: String, _ isAccepted: Bool) {
        let model = Fixtures.model(.multiTarget, features: [Feature(name: "a"), Feature(name: "b")], groups: 1)
        // A row costs most where it comes out: a margin, a score.
        var batch = JobBatch(maximumValues: 9)
        batch.begin(model, attempt: 1, now: Fixtures.now)
        batch.append(Array(#"{"id": "a", \#(fields)}"#.utf8).span)
        #expect(batch.rowCount == (isAccepted ? 3 : 0))
        let answer = Fixtures.answer(&batch, model).results.bytes
        let refusal =
            #"{"id":"a","status":"failed","error":{"code":"too_large","message":"the job has more than 3 rows, the limit for this model"}}"#
        #expect((String(decoding: answer, as: UTF8.self) == refusal) == !isAccepted)
    }

    @Test("A batch says when its rows should be scored, and its results go on behind those of the first round")
    func answersInRounds() {
        let model = Fixtures.model(features: [Feature(name: "a"), Feature(name: "b")])
        var batch = JobBatch(maximumValues: 9)
        var results = ResultBatch()
        var counts = BatchCounts()
        for name in ["one", "two", "one"] {
            batch.begin(model, attempt: 1, now: Fixtures.now)
            batch.append(Array(#"{"id": "a", "reply_to": "\#(name)", "rows": \#(Self.rows.most)}"#.utf8).span)
            #expect(!batch.isFull)
            batch.append(Array(#"{"id": "b", "rows": \#(Self.rows.most)}"#.utf8).span)
            #expect(batch.isFull)
            counts += batch.encode(Array(repeating: 0, count: batch.rowCount), into: &results)
        }
        #expect(counts.completed == 6 && counts.failed == 0 && counts.rows == 18)
        #expect(results.count == 6 && results.ends.last == results.bytes.count)
        #expect(results.replyNames == ["one", "two"])
        #expect(results.destinations == [1, 0, 2, 0, 1, 0])
        results.removeAll()
        #expect(results.count == 0 && results.bytes.isEmpty && results.replyNames.isEmpty)
    }

    @Test(
        "A job that was too large to fetch is answered from its first bytes",
        arguments: [
            (#"{"id": "big", "reply_to": "me", "rows": [[1, 2, "#, #""big""#, 1),
            (#"{"rows": [["id", "x"], {"id": "no"}], "reply_to": "me", "id": "b\u0069g", "x": "#, #""big""#, 1),
            (#"{"rows": [[1, 2, "#, "null", 0),
            (#"{"id": "cut o"#, "null", 0),
            (#"{"id": "big", "reply_to": "not a name""#, #""big""#, 0),
            (#"{"id": 7, "x": "id", "y": {"id": "inner"}"#, "null", 0),
            (#"{"id": ["id", "x"], "reply_to": {"a": "b"}"#, "null", 0),
            ("]]]}}}", "null", 0), ("\"id\": \"x\"", "null", 0), ("", "null", 0), (#"{"id": "\ud800"}"#, "null", 0),
        ])
    func answersAnOversizedJob(_ head: String, _ id: String, _ destination: Int) {
        let model = Fixtures.model()
        var batch = Fixtures.batch([], model)
        batch.appendOversized(head: Array(head.utf8).span, length: 104_857_600)
        let results = Fixtures.answer(&batch, model).results
        #expect(
            String(decoding: results.bytes, as: UTF8.self)
                == #"{"id":\#(id),"status":"failed","error":{"code":"too_large","message":"the job has 104857600 bytes, more than the limit"}}"#
        )
        #expect(results.destinations == [destination])
    }

    @Test("A job over which workers died is given up without being read")
    func givesUpPoison() {
        let model = Fixtures.model()
        var batch = Fixtures.batch([], model, attempt: 3)
        batch.appendPoison(Array(#"{"rows": [\#(Self.nested) "id": "x", "#.utf8).span)
        batch.appendPoison(Array(Self.good.utf8).span)
        #expect(batch.rowCount == 0)
        let (results, counts) = Fixtures.answer(&batch, model)
        let error =
            #"{"code":"poison","message":"workers died over this job; it is kept in the list of dead jobs"}"#
        #expect(
            String(decoding: results.bytes(at: 0), as: UTF8.self) == #"{"id":null,"status":"failed","error":\#(error)}"#
        )
        #expect(
            String(decoding: results.bytes(at: 1), as: UTF8.self)
                == #"{"id":"good","status":"failed","error":\#(error)}"#)
        #expect(results.destinations == [0, 1] && results.replyNames == ["me"])
        #expect(counts.failed == 2 && counts.completed == 0)
    }
}
