import JSONBytes
import ScoringModel
import Testing

@testable import PredictionLog

@Suite struct LaneJournalTests {
    private static func job(_ id: String, rows: Int = 1) -> String {
        #"{"id": "\#(id)", "rows": [\#(Array(repeating: #"{"age": 1}"#, count: rows).joined(separator: ","))]}"#
    }

    @Test("What was not committed is not logged, and takes no number")
    func uncommitted() throws {
        var lane = LaneFixture()
        lane.note([Self.job("lost")], Fixtures.regression, [1])
        lane.journal.settle(isCommitted: false, claimedAt: Fixtures.claimed, after: .zero)
        lane.note([Self.job("kept")], Fixtures.regression, [2])
        lane.commit()
        let lines = try lane.lines()
        #expect(lines.map { $0["data"]?["job_id"]?.string } == ["kept"] && lines.first?["id"]?.string == "w-toy-3-0")
        #expect(lane.dropped.value == 0)
    }

    @Test("The rounds of a batch are one batch of the log")
    func rounds() throws {
        var lane = LaneFixture()
        lane.note([Self.job("a"), Self.job("b", rows: 2)], Fixtures.regression, [1, 2, 3])
        lane.note([Self.job("c")], Fixtures.regression, [4])
        lane.commit()
        #expect(try lane.lines().map { $0["data"]?["score"]?.number } == [1, 2, 3, 4])
    }

    @Test("Jobs that failed as a whole, and batches of such alone, have no records")
    func failures() throws {
        var lane = LaneFixture()
        lane.note(["no JSON", Self.job("a"), #"{"id": "b"}"#], Fixtures.regression, [1])
        lane.commit()
        lane.note(["no JSON"], Fixtures.regression, [])
        lane.commit()
        #expect(try lane.lines().map { $0["data"]?["job_id"]?.string } == ["a"])
    }

    @Test("Rows without room are dropped and counted, leave a gap, and those after them have room again")
    func room() throws {
        var lane = LaneFixture(limit: 200)
        lane.note([Self.job("a", rows: 100)], Fixtures.regression, (0..<100).map { Double($0) })
        lane.commit()
        let kept = try lane.lines().count
        #expect((1..<100).contains(kept) && lane.dropped.value == 100 - kept)
        lane.note([Self.job("b")], Fixtures.regression, [1])
        lane.commit()
        #expect(try lane.lines().map { $0["id"]?.string } == ["w-toy-3-100"])
        #expect(lane.queue.takeDropped() == 100 - kept && lane.queue.takeDropped() == 0)
    }

    @Test("Room is taken until a batch is written, not only until the writer has it")
    func written() throws {
        var lane = LaneFixture(limit: 200)
        lane.note([Self.job("a", rows: 100)], Fixtures.regression, Array(repeating: 1, count: 100))
        lane.commit()
        let batches = lane.queue.takeAll()
        let dropped = lane.dropped.value
        lane.note([Self.job("b", rows: 100)], Fixtures.regression, Array(repeating: 1, count: 100))
        lane.commit()
        #expect(lane.dropped.value >= dropped + 99)
        for batch in batches + lane.queue.takeAll() { lane.queue.release(batch) }
        #expect(lane.queue.room == 200)
    }

    @Test("Records name the version that scored them when it changes")
    func reload() throws {
        var lane = LaneFixture()
        for version in [7, 8, 7] {
            lane.note([Self.job("a")], Fixtures.model(.regression, .identity, version: version), [1])
            lane.commit()
        }
        #expect(try lane.lines().map { $0["data"]?["model_version"]?.string } == ["7", "8", "7"])
    }
}
