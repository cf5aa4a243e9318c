import Chaos
import Foundation
import Testing

@Suite struct ReliabilityTableTests {
    private static let document = """
        # Words

        <!-- table: written by make chaos -->
        | fault | jobs | lost | duplicated | recovery s | tested by |
        |---|---|---|---|---|---|
        | worker killed (SIGKILL) | 10 | 0 | 0 | 1.5 | `x` |
        <!-- end of table -->

        More words
        """

    @Test("The committed table has every fault that the driver knows, and no loss or copy that Redis does not explain")
    func committed() throws {
        let table = try ReliabilityTable(in: String(contentsOfFile: ReliabilityTable.document, encoding: .utf8))
        #expect(table.missing.map(\.rawValue) == [])
        #expect(table.broken == [])
    }

    @Test("A row takes the place of that of the same fault, and the rest of the document stays")
    func replaced() throws {
        var table = try ReliabilityTable(in: Self.document)
        var verdict = Verdict()
        verdict.jobs = 77
        verdict.recovery = .milliseconds(2340)
        table.set(.init(Fault.killed.sentence, verdict, testedBy: "y"))
        table.set(.init(Fault.frozen.sentence, verdict, testedBy: "z"))
        #expect(table.rows.count == 2 && table.rows[0].recovery == "2.3" && table.rows[0].jobs == "77")
        let written = try table.written(into: Self.document)
        #expect(written.hasPrefix("# Words\n") && written.hasSuffix("More words"))
        #expect(try ReliabilityTable(in: written) == table)
    }

    @Test("A missing fault and a row with a loss are found")
    func found() throws {
        var table = try ReliabilityTable(in: Self.document)
        #expect(table.missing.count == Fault.allCases.count - 1 && table.broken.isEmpty)
        var verdict = Verdict()
        verdict.lost = 1
        table.set(.init(Fault.killed.sentence, verdict, testedBy: "y"))
        #expect(table.broken.map(\.fault) == [Fault.killed.sentence])
        table.set(.init(Fault.restartedEverySecond.sentence, verdict, testedBy: "y"))
        #expect(table.broken.count == 1)
    }

    @Test("Where Redis may lose writes the worst that was observed stays in the table")
    func worst() throws {
        var table = try ReliabilityTable(in: Self.document)
        let fault = Fault.restartedEverySecond.sentence
        var verdict = Verdict()
        verdict.jobs = 5
        (verdict.lost, verdict.duplicated) = (10, 28)
        table.set(.init(fault, verdict, testedBy: "y"))
        (verdict.jobs, verdict.lost, verdict.duplicated) = (6, 0, 30)
        table.set(.init(fault, verdict, testedBy: "y"))
        #expect(table.rows.last.map { [$0.jobs, $0.lost, $0.duplicated] } == ["6", "10", "30"])
    }

    @Test("A failover may show copies but no loss", arguments: [Fault.sentinelFailover, .clusterFailover])
    func failover(fault: Fault) throws {
        var table = try ReliabilityTable(in: Self.document)
        var verdict = Verdict()
        verdict.duplicated = 3
        table.set(.init(fault.sentence, verdict, testedBy: fault.testedBy))
        #expect(table.broken.isEmpty)
        verdict.lost = 1
        table.set(.init(fault.sentence, verdict, testedBy: fault.testedBy))
        #expect(table.broken.map(\.fault) == [fault.sentence])
    }
}
