import Evaluation
import ScoringModel
import Testing

@Suite struct ThresholdTableTests {
    @Test("The best threshold is the best of all that there are", arguments: ThresholdGoal.allCases)
    func best(goal: ThresholdGoal) throws {
        let rows = SampleRows.binary(300, isWeighted: true)
        let best = ThresholdTable(rows).best(for: goal)
        func value(_ threshold: Float) throws -> Double {
            let metrics = rows.metrics(threshold: threshold)
            if goal == .youden {
                let recall = try #require(metrics.first { $0.name == "balanced_accuracy" }).value
                return 2 * recall - 1
            }
            return try #require(metrics.first { $0.name == goal.rawValue }).value
        }
        let found = try value(best)
        let largest = try rows.values.map(value).max() ?? 0
        #expect(abs(found - largest) < 1e-12)
        // Not on a score: what is not seen yet has room on both sides.
        #expect(!rows.values.contains(best))
    }

    @Test("A threshold's counts are those of its rows, also above and below all scores", arguments: [-1, 0.5, 0.73, 2])
    func counts(threshold: Float) {
        let rows = SampleRows.binary(100, steps: 20)
        let counts = ThresholdTable(rows).counts(from: threshold)
        let flagged = rows.values.indices.filter { rows.values[$0] >= threshold }
        #expect(counts.truePositives == Double(flagged.count { rows.targets[$0] == 1 }))
        #expect(counts.falsePositives == Double(flagged.count { rows.targets[$0] == 0 }))
        #expect(counts.total == 100)
    }

    @Test("A thinned curve keeps its ends and stays near its limit")
    func thinning() {
        let curve = ThresholdTable(SampleRows.binary(5000)).rocCurve
        let thinned = curve.thinned(to: 200)
        #expect(thinned.first == curve.first && thinned.last == curve.last)
        #expect((150...201).contains(thinned.count))
    }
}
