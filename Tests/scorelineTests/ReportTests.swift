import Histogram
import JSONBytes
import Keyspace
import ModelRegistry
import Testing

@testable import scoreline

@Suite struct ReportTests {
    @Test("A run adds up by the version that scored each row; failed rows belong to none")
    func tally() {
        var tally = ScoreTally()
        tally.add([.scored(label: nil, numbers: []), .failed("x")], version: "10")
        tally.add([.scored(label: nil, numbers: [])], version: "9")
        tally.add([.failed("x")], version: nil)
        #expect(
            tally.json(seconds: 1.23456).line
                == #"{"rows":4,"failed":2,"versions":{"9":1,"10":1},"seconds":1.235}"# + "\n")
        #expect(tally.sentence(seconds: 2) == "4 rows in 2.0 s, 2 rows/s: 1 by version 9, 1 by version 10")
    }

    @Test("A drained queue's results are counted by id: lost, answered twice, failed")
    func drain() {
        var tally = DrainTally(prefix: "b-", jobs: 5)
        for result in [
            #"{"id":"b-0","status":"completed"}"#, #"{"id":"b-0","status":"completed"}"#,
            #"{"id":"b-1","status":"failed","error":{}}"#,
            #"{"status":"completed","row_errors":[{"row":0}],"id":"b-2"}"#,
            #"{"id":"b-5","status":"completed"}"#, #"{"id":null}"#, "no json",
            #"{"id":"other-3","status":"completed"}"#,
        ] { tally.add(Array(result.utf8).span) }
        #expect(tally.lost == 2 && tally.duplicates == 1 && tally.failed == 6)
    }

    @Test("Jobs arrive as a Poisson process: the right number, gaps as spread as they are long, the same in every run")
    func arrivals() {
        let times = ArrivalTimes(rate: 1_000, over: .seconds(20)).offsets
        #expect(times == ArrivalTimes(rate: 1_000, over: .seconds(20)).offsets)
        // Four standard deviations of the count, which is the square root of its mean.
        #expect(abs(times.count - 20_000) < 4 * 142)
        #expect(times == times.sorted() && times.last.map { $0 < .seconds(20) } == true)
        let gaps = zip(times.dropFirst(), times).map { ($0 - $1) / .milliseconds(1) }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        #expect(abs(mean - 1) < 0.05 && abs(variance.squareRoot() - 1) < 0.05)
        #expect(ArrivalTimes(rate: 1, over: .milliseconds(100)).offsets.count == 1)
    }

    @Test("A job's latency counts from the moment at which it was to be sent, and only its first answer does")
    func latencies() {
        let times = ArrivalTimes(rate: 10, over: .seconds(2))
        var tally = LatencyTally(prefix: "b-", times: times)
        let answers: [(result: String, moment: Duration)] = [
            (#"{"id":"b-1","status":"completed"}"#, times.offsets[1] + .milliseconds(7)),
            (#"{"id":"b-1","status":"completed"}"#, times.offsets[1] + .seconds(9)),
            // Read before it was to be sent: a clock's rounding.
            (#"{"id":"b-0","status":"failed","error":{}}"#, times.offsets[0] - .nanoseconds(1)),
            (#"{"id":"other","status":"completed"}"#, .seconds(5)),
        ]
        for answer in answers { tally.add(Array(answer.result.utf8).span, at: answer.moment) }
        #expect(tally.answered == 2 && tally.duplicates == 1 && tally.failed == 2)
        #expect(tally.histogram.totalCount == 2)
        #expect((6_990_000...7_010_000).contains(tally.histogram.valueAtPercentile(100)))
        #expect(tally.histogram.valueAtPercentile(0) == 0)
    }

    @Test("Random rows are the same in every run, in the range of training, and different from each other")
    func randomRows() throws {
        var (first, second) = (RandomRows(SampleModel.features), RandomRows(SampleModel.features))
        let rows = (0..<50).map { _ in first.next() }
        #expect(rows == (0..<50).map { _ in second.next() })
        #expect(Set(rows).count > 40)
        for row in rows {
            let values = try #require(try JSONValue.parse(row.span).array)
            #expect(values.count == SampleModel.features.count && values[4].string != nil && values[2].boolean != nil)
            #expect((0...1).contains(try #require(values[0].number)))
        }
    }

    @Test(
        "A job without an id gets one, any other stays as it is",
        arguments: ["{}", "{ \"rows\": [1] }", "{\"a\":{\"id\":1}}"])
    func identify(job: String) throws {
        let identified = try IdentifiedJob(Array(job.utf8).span)
        let id = try #require(identified.newID)
        let document = try JSONValue.parse(identified.job.span)
        #expect(document["id"]?.string == id && id.utf8.count == 36)
        #expect(
            document.object?.dropFirst().map(\.name) == (try JSONValue.parse(Array(job.utf8).span).object?.map(\.name))
                ?? [])
        let again = try IdentifiedJob(identified.job.span)
        #expect(again.newID == nil && again.job == identified.job)
    }

    @Test("What is no JSON object is no job", arguments: ["", "[1]", "{", "{\"a\":1,}", "{} {}", "\"x\""])
    func noJob(text: String) { #expect(throws: JSONError.self) { try IdentifiedJob(Array(text.utf8).span) } }
}

@Suite struct PruneReportTests {
    @Test("What was pruned is told to people and to programs")
    func pruned() {
        #expect(ModelsPruneCommand.text([]) == "nothing to remove\n")
        #expect(ModelsPruneCommand.text([2, 1]) == "removed 2, 1\n")
        #expect(ModelsPruneCommand.json([]) == "{\"removed\":[]}\n")
        #expect(ModelsPruneCommand.json([2, 1]) == "{\"removed\":[2,1]}\n")
    }
}
