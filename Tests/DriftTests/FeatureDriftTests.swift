import Drift
import ScoringModel
import Testing

@Suite struct FeatureDriftTests {
    /// Rows like training's: 90 in 1 000 missing, the bins alike.
    private static func counts(_ change: (inout DriftCounts) -> Void = { _ in }) throws -> DriftCounts {
        var counts = DriftCounts(try SampleReference.reference)
        (counts.scored, counts.rows) = (4000, 1000)
        counts.columns[0].bins = [150, 150, 150, 150, 150, 150]
        counts.columns[0].missing = 100
        counts.columns[1].bins = [500, 300, 200, 0]
        counts.columns[2].bins = [600, 390, 0]
        counts.columns[2].missing = 10
        counts.scores = [500, 250, 250]
        counts.labels = [750, 250]
        change(&counts)
        return counts
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let feature: String
        let state: DriftState
        let reasons: [FeatureDrift.Reason]
        let change: @Sendable (inout DriftCounts) -> Void
    }

    static let cases: [Case] = [
        Case(testDescription: "bins that moved", feature: "number", state: .drift, reasons: [.distribution]) {
            $0.columns[0].bins = [0, 0, 0, 100, 100, 700]
        },
        Case(testDescription: "a few more are missing", feature: "number", state: .warning, reasons: [.missing]) {
            $0.columns[0].missing = 200
        },
        Case(testDescription: "none is missing any more", feature: "number", state: .warning, reasons: [.missing]) {
            $0.columns[0].missing = 0
        },
        Case(testDescription: "all are missing", feature: "name", state: .drift, reasons: [.missing]) {
            $0.columns[2].bins = [0, 0, 0]
            $0.columns[2].missing = 1000
        },
        Case(testDescription: "outside of the range", feature: "number", state: .warning, reasons: [.outOfRange]) {
            $0.columns[0].outside = 50
        },
        Case(testDescription: "new names", feature: "name", state: .drift, reasons: [.missing, .unseen]) {
            $0.columns[2].missing = 400
            $0.columns[2].unseen = 390
        },
        Case(testDescription: "new codes", feature: "code", state: .warning, reasons: [.unseen]) {
            $0.columns[1].bins = [500, 300, 180, 20]
            $0.columns[1].unseen = 20
        },
    ]

    @Test("What changed is named, and nothing else", arguments: cases)
    func named(_ changed: Case) throws {
        let report = DriftReport(try SampleReference.reference, try Self.counts(changed.change))
        #expect(report.drifted.map(\.name) == [changed.feature])
        #expect(report.drifted.first?.state == changed.state)
        #expect(report.drifted.first?.reasons == changed.reasons)
        #expect(report.state == changed.state)
    }

    @Test("Rows like training's are ok")
    func alike() throws {
        let report = DriftReport(try SampleReference.reference, try Self.counts())
        #expect(report.state == .ok && report.drifted.isEmpty)
        #expect(report.scorePSI == 0 && report.sampledRatio == 0.25)
    }

    @Test("Labels and scores that moved are drift without a feature")
    func labels() throws {
        let report = DriftReport(try SampleReference.reference, try Self.counts { $0.labels = [100, 900] })
        #expect(report.state == .drift && report.drifted.isEmpty && report.driftedScores == 1)
    }

    @Test("Of few rows nothing is said")
    func few() throws {
        var counts = DriftCounts(try SampleReference.reference)
        counts.rows = 99
        counts.columns[0].missing = 99
        #expect(DriftReport(try SampleReference.reference, counts).state == .tooFewRows)
    }

    @Test("Counts that contradict themselves come to some state")
    func contradiction() throws {
        let counts = try Self.counts {
            $0.rows = 1
            $0.columns[0].missing = 1_000_000_000_000
            $0.columns[0].sum = .nan
            $0.columns[0].squares = -1
            $0.columns[2].bins = [1_000_000_000_000, 0, 0]
        }
        _ = DriftReport(try SampleReference.reference, counts).state
    }

    /// 3 % of what training had none of.
    @Test(
        "A rate is judged by the sizes of both samples",
        arguments: [(100, 60, DriftState.ok), (1000, 60, .ok), (100, 1000, .warning), (1000, 1000, .warning)])
    func rates(rows: Int, trainingRows: Int, state: DriftState) throws {
        let change = try #require(
            RateChange(found: rows * 3 / 100, of: rows, training: 0, of: trainingRows, limits: .new))
        #expect(change.state == state)
    }

    @Test("Bins are told in words")
    func titles() {
        #expect(BinnedCounts(bins: .edges([1, 2.5]), counts: [0, 0, 0]).titles() == ["< 1", "1 to < 2.5", "≥ 2.5"])
        #expect(BinnedCounts(bins: .edges([]), counts: [0]).titles() == ["all"])
        #expect(BinnedCounts(bins: .codes([1, 4]), counts: [0, 0, 0]).titles(["a", "b"]) == ["b", "4", "others"])
    }
}
