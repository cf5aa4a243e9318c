import JSONBytes
import JobWire
import ScoringEngine
import ScoringModel
import Testing

@testable import PredictionLog

@Suite struct RecordTests {
    private func data(
        _ model: WireModel, _ margins: [Double],
        _ settings: PredictionLogSettings = PredictionLogSettings(destination: .redis)
    ) throws -> JSONValue {
        var lane = LaneFixture(settings)
        lane.note([#"{"id": "a", "rows": [{"age": 0.1, "island": "Dream", "code": 3}]}"#], model, margins)
        lane.commit()
        return try #require(try lane.lines().first?["data"])
    }

    private static let outputs: [(model: WireModel, margins: [Double], members: [String], expected: String)] = [
        (Fixtures.regression, [0.1], ["score"], #"{"score":0.1}"#),
        (
            Fixtures.model(.regression, .identity, precision: .float64), [1 / 3], ["score"],
            #"{"score":0.3333333333333333}"#
        ),
        (Fixtures.model(.multiTarget, .identity, groups: 2), [1, -2.5], ["score"], #"{"score":[1,-2.5]}"#),
        (
            Fixtures.model(.binary, .logistic, labels: ["no", "yes"]), [0], ["label", "score", "probabilities"],
            #"{"label":"yes","score":0.5,"probabilities":{"no":0.5,"yes":0.5}}"#
        ),
        (
            Fixtures.model(.binary, .hinge, labels: ["no", "yes"]), [-1], ["label", "score", "margin"],
            #"{"label":"no","score":0}"#
        ),
        (
            Fixtures.model(.multiclass, .identity, labels: ["a", "b"], groups: 2), [1, 2], ["label", "margin"],
            #"{"label":"b","margin":[1,2]}"#
        ),
        (Fixtures.model(.regression, .exponential), [1000], ["score"], #"{"score":null}"#),
    ]

    @Test("A record has what its model answers by default", arguments: outputs.indices)
    func answers(index: Int) throws {
        let (model, margins, members, expected) = Self.outputs[index]
        let data = try data(model, margins)
        let shown = members.compactMap { name in data[name].map { JSONValue.Member(name, $0) } }
        #expect(JSONValue.object(shown).line == expected + "\n")
    }

    @Test("Of many classes the most probable are there, the largest first")
    func classes() throws {
        let labels = (0..<20).map { "c\($0)" }
        let model = Fixtures.model(.multiclass, .softmax, labels: labels, groups: 20)
        let margins = (0..<20).map { Double($0 * 7 % 20) }
        let names = try data(model, margins, PredictionLogSettings(destination: .redis, classes: 3))["probabilities"]?
            .object?.map(\.name)
        let best = (0..<20).sorted { margins[$0] > margins[$1] }.prefix(3).map { "c\($0)" }
        #expect(names == best)
        #expect(try data(model, margins)["probabilities"]?.object?.count == 8)
    }

    @Test("Features are there when they are asked for, categories by name and missing ones as null")
    func features() throws {
        let settings = PredictionLogSettings(destination: .redis, features: true)
        #expect(
            try data(Fixtures.regression, [1], settings)["features"]?.line == #"{"age":0.1,"island":"Dream","code":3}"#
                + "\n")
        #expect(try data(Fixtures.regression, [1])["features"] == nil)
        var lane = LaneFixture(settings)
        lane.note([#"{"id": "a", "rows": [{"age": null}]}"#], Fixtures.regression, [1])
        lane.commit()
        let missing = try lane.lines().first?["data"]?["features"]?.line
        #expect(missing == #"{"age":null,"island":null,"code":null}"# + "\n")
    }

    @Test("A record names worker, model, lane, row, version, attempt and time")
    func event() throws {
        var lane = LaneFixture()
        lane.note([#"{"id": "a\nb", "rows": [{"age": 1}, {"x": 1}, {"age": 2}]}"#], Fixtures.regression, [1, 2, 3])
        lane.commit(after: .milliseconds(86_399_999))
        let lines = try lane.lines()
        #expect(lines.map { $0["id"]?.string } == ["w-toy-3-0", "w-toy-3-1"])
        #expect(lines.map { $0["data"]?["row"]?.integer } == [0, 2])
        let event = try #require(lines.last)
        #expect(event["time"]?.string == "2026-01-01T23:59:59.999Z" && event["subject"]?.string == "toy/7")
        #expect(event["source"]?.string == "/scoreline/workers/w" && event["type"]?.string == "scoreline.prediction")
        let data = try #require(event["data"])
        #expect(data["job_id"]?.string == "a\nb" && data["score"]?.number == 3 && data["attempt"]?.integer == 2)
        #expect(data["model_name"]?.string == "toy" && data["model_version"]?.string == "7")
        #expect(data["model_sha256"]?.string == "ab12" && data["worker"]?.string == "w")
    }

    private static let parents: [(text: String, isValid: Bool)] = [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
        ("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
        ("00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1", false),
        (#"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b\""#, false), ("", false),
    ]

    @Test("A traceparent is an attribute of the event when it is a valid one", arguments: parents)
    func traceParent(text: String, isValid: Bool) throws {
        var lane = LaneFixture()
        // A job without one before and behind it.
        let rows = #""rows": [{"age": 1}]"#
        lane.note(
            [
                #"{"id": "a", \#(rows)}"#, #"{"id": "b", "traceparent": "\#(text)", \#(rows)}"#,
                #"{"id": "c", \#(rows)}"#,
            ],
            Fixtures.regression, [1, 2, 3])
        lane.commit()
        let lines = try lane.lines()
        #expect(lines.map { $0["data"]?["job_id"]?.string } == ["a", "b", "c"])
        #expect(lines.map { $0["traceparent"]?.string } == [nil, isValid ? text : nil, nil])
    }
}
