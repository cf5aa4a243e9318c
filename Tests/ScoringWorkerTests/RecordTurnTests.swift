import Testing

@testable import ScoringWorker

@Suite struct RecordTurnTests {
    @Test("What changes while a record is written is written by who writes it, and by nobody else at that time")
    func change() throws {
        var turn = RecordTurn()
        let first = turn.take()
        turn.status.version = 1
        let other = turn.take()
        #expect(other == nil)
        let isFirstEnough = turn.end(written: try #require(first))
        #expect(!isFirstEnough)
        let second = turn.take()
        #expect(second?.version == 1)
        let isSecondEnough = turn.end(written: try #require(second))
        #expect(isSecondEnough)
    }

    @Test("A turn that ended, also one that failed, makes room for the next")
    func end() throws {
        var turn = RecordTurn()
        for _ in 0..<2 {
            let status = turn.take()
            let isEnough = turn.end(written: try #require(status))
            #expect(isEnough)
        }
    }
}
