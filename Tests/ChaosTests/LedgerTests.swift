import Chaos
import Testing

@Suite struct LedgerTests {
    private static func scored(_ producer: Int, _ number: Int, attempt: Int = 1) -> Answer {
        Answer(
            job: JobName(producer: producer, number: number),
            content: .scored(version: "1", sha256: "abc", attempt: attempt))
    }

    private static func note(_ answers: Answer..., in ledger: inout Ledger) {
        for answer in answers { ledger.note(answer, in: answer.job.list) }
    }

    @Test("Jobs without an answer are counted as long as there is none")
    func unanswered() {
        var ledger = Ledger(producers: 2)
        ledger.acknowledge(3, of: 0)
        ledger.acknowledge(2, of: 1)
        #expect(ledger.pushed == 5 && ledger.unanswered == 5)
        Self.note(Self.scored(0, 2), Self.scored(1, 0), in: &ledger)
        #expect(ledger.unanswered == 3 && ledger.answered == 2 && ledger.violations.isEmpty)
    }

    @Test("An answer may come before its push is acknowledged")
    func early() {
        var ledger = Ledger(producers: 1)
        Self.note(Self.scored(0, 4), in: &ledger)
        ledger.acknowledge(5, of: 0)
        #expect(ledger.unanswered == 4)
    }

    @Test("A second answer is a copy, and told")
    func duplicated() {
        var ledger = Ledger(producers: 1)
        Self.note(Self.scored(0, 0), Self.scored(0, 0), in: &ledger)
        #expect(ledger.duplicated == 1 && ledger.answered == 1)
        #expect(ledger.violations.map(\.invariant) == [.answeredOnce])
    }

    @Test("Attempts beyond the first are added up")
    func redeliveries() {
        var ledger = Ledger(producers: 1)
        Self.note(Self.scored(0, 0, attempt: 3), Self.scored(0, 1), Self.scored(0, 2, attempt: 2), in: &ledger)
        #expect(ledger.redeliveries == 3)
    }

    @Test("A result in another list, of nobody's job, of a wrong value or of an unknown failure is told")
    func wrong() {
        let job = JobName(producer: 0, number: 0)
        var ledger = Ledger(producers: 1)
        ledger.note(Self.scored(0, 0), in: "reply:nobody")
        #expect(ledger.violations.map(\.invariant) == [.values])
        ledger = Ledger(producers: 1)
        Self.note(Self.scored(7, 0), in: &ledger)
        #expect(ledger.violations.map(\.invariant) == [.nothingInvented])
        for content in [Answer.Content.wrong("x"), .failed(code: "bad_json")] {
            ledger = Ledger(producers: 1)
            Self.note(Answer(job: job, content: content), in: &ledger)
            #expect(ledger.violations.map(\.invariant) == [.values])
        }
    }

    @Test("A poison row must fail; an ordinary job that fails like one is counted apart")
    func poison() {
        var ledger = Ledger(producers: 1)
        let number = ledger.announce(.poison)
        let row = JobName(producer: ledger.faultProducer, number: number)
        Self.note(
            Answer(job: row, content: .failed(code: "poison")),
            Answer(job: JobName(producer: 0, number: 0), content: .failed(code: "poison")), in: &ledger)
        #expect(ledger.buriedPoison == 1 && ledger.buriedInnocents == 1 && ledger.violations.isEmpty)
        ledger = Ledger(producers: 1)
        _ = ledger.announce(.poison)
        Self.note(Self.scored(1, 0), in: &ledger)
        #expect(ledger.violations.map(\.invariant) == [.values])
    }

    @Test(
        "Only a fall within one producer's numbers is disorder",
        arguments: [
            ([(0, 1), (0, 2), (1, 1), (0, 3), (1, 2)], 0), ([(0, 5), (0, 6), (0, 1), (0, 2)], 1),
            ([(0, 3), (0, 2), (0, 1), (1, 9)], 2), ([], 0),
        ])
    func order(jobs: [(Int, Int)], descents: Int) {
        #expect(ClaimOrder.descents(jobs.map { JobName(producer: $0.0, number: $0.1) }) == descents)
    }

    @Test("An id is read as it is written", arguments: ["p0-0", "p3-1234"])
    func identity(id: String) { #expect(JobName(id: id)?.id == id) }

    @Test("What is no id is none", arguments: ["", "p", "p1", "q1-2", "p-1", "p1-x", "px-1"])
    func noIdentity(id: String) { #expect(JobName(id: id) == nil) }
}
