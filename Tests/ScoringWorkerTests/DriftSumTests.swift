import Drift
import DriftWindows
import ScoringModel
import Testing

@testable import ScoringWorker

@Suite struct DriftSumTests {
    private static func reference() throws -> DriftReference {
        let histogram = BinnedCounts(bins: .edges([0]), counts: [500, 500])
        let statistics = FeatureStatistics(
            count: 1_000, missing: 0, minimum: -1, maximum: 1, mean: 0, standardDeviation: 1, histogram: histogram)
        let column = DriftReference.Column(
            position: 0, name: "f", kind: .numeric, hasNames: false, titles: ["< 0", "≥ 0"], statistics: statistics,
            histogram: histogram)
        return try #require(DriftReference(columns: [column], scores: nil, classLabels: []))
    }

    @Test("However many lanes saw rows of a file, all are kept; of files only so many")
    func pending() throws {
        let reference = try Self.reference()
        var seen = LaneDrift.Seen(sha256: "0", reference: reference, counts: DriftCounts(reference))
        seen.counts.rows = 2
        var pending: [String: LaneDrift.Seen] = [:]
        for _ in 0..<300 { DriftReporter.keep(seen, in: &pending) }
        #expect(pending.count == 1 && pending["0"]?.counts.rows == 600)
        for file in 0..<300 {
            DriftReporter.keep(
                LaneDrift.Seen(sha256: "\(file)", reference: reference, counts: seen.counts), in: &pending)
        }
        #expect(pending.count == 64 && pending["0"]?.counts.rows == 602)
    }

    @Test("Metrics see a window and the one before it; Redis gets a window alone; over a gap nothing is kept")
    func windows() throws {
        let (reference, now, length) = (try Self.reference(), ContinuousClock.now, DriftWindows.length)
        var sum = DriftSum(reference, window: 1200, at: now)
        let looks: [(rows: Int, window: Int, written: Int, all: Int)] = [
            (5, 1200, 5, 5), (7, 1200, 12, 12), (3, 1200 + length, 3, 15), (2, 1200 + length, 5, 17),
            (1, 1200 + 2 * length, 1, 6), (4, 1200 + 5 * length, 4, 4),
        ]
        for look in looks {
            var seen = DriftCounts(reference)
            seen.rows = look.rows
            sum.isWritten = true
            sum.add(seen, window: look.window, at: now + .seconds(look.window))
            #expect(sum.counts.rows == look.written && sum.all.rows == look.all, "\(look)")
            #expect(!sum.isWritten && sum.start == look.window && sum.seen == now + .seconds(look.window))
        }
    }
}
