import Testing

@testable import scoreline

@Suite struct JobLedgerTests {
    private func answers(_ texts: String...) -> [RowAnswer] { texts.map { .scored(label: $0, numbers: []) } }

    @Test("Jobs are written in the order of the rows, whatever order the answers have")
    func order() {
        var ledger = JobLedger()
        for number in 0..<4 { ledger.open(keys: [.text([UInt8(number)])], inputOffset: number) }
        #expect(ledger.openJobs == 4 && ledger.openRows == 4)
        var written: [Int] = []
        for number in [2, 0, 3, 1] {
            ledger.answer(number, answers("x"), version: "1")
            while let job = ledger.takeFinished() { written.append(job.inputOffset) }
            if number == 0 { #expect(written == [0]) }
        }
        #expect(written == [0, 1, 2, 3])
        #expect(ledger.openJobs == 0 && ledger.openRows == 0)
    }

    @Test("A second answer and one to no job count for nothing")
    func duplicates() {
        var ledger = JobLedger()
        ledger.open(keys: [.missing, .missing], inputOffset: 0)
        #expect(ledger.rowCount(awaitedBy: 0) == 2)
        #expect(ledger.rowCount(awaitedBy: 1) == nil)
        ledger.answer(0, answers("first", "first"), version: "1")
        #expect(ledger.rowCount(awaitedBy: 0) == nil)
        #expect(ledger.takeFinished()?.answers == answers("first", "first"))
        #expect(ledger.rowCount(awaitedBy: 0) == nil, "also when it was written")
        #expect(ledger.takeFinished() == nil)
    }
}
