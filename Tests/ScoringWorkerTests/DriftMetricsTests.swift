import Drift
import ScoringModel
import Telemetry
import Testing

@testable import ScoringWorker

@Suite struct DriftMetricsTests {
    /// So many features of which the last ones drifted, after as many rows as training had.
    private static func report(features: Int, drifted: Int) throws -> DriftReport {
        let histogram = BinnedCounts(bins: .edges([0]), counts: [500, 500])
        let statistics = FeatureStatistics(
            count: 1_000, missing: 0, minimum: -1, maximum: 1, mean: 0, standardDeviation: 1, histogram: histogram)
        let columns = (0..<features).map { position in
            DriftReference.Column(
                position: position, name: "f\(position)", kind: .numeric, hasNames: false, titles: ["< 0", "≥ 0"],
                statistics: statistics, histogram: histogram)
        }
        let reference = try #require(DriftReference(columns: columns, scores: nil, classLabels: []))
        var counts = DriftCounts(reference)
        (counts.scored, counts.rows) = (2_000, 1_000)
        for position in 0..<features {
            counts.columns[position].bins = position < features - drifted ? [500, 500] : [1_000, 0]
        }
        return DriftReport(reference, counts)
    }

    @Test("Of many features the worst hundred have series, and those that have none any more are gone")
    func bound() throws {
        let factory = PrometheusFactory()
        let metrics = DriftMetrics(MetricScope(factory))
        func series() -> [Substring] {
            factory.prometheusText().split(separator: "\n").filter { $0.hasPrefix("scoreline_feature_psi{") }
        }
        metrics.show(try Self.report(features: 150, drifted: 60))
        #expect(series().count == 100)
        for position in 90..<150 { #expect(series().contains { $0.contains("\"f\(position)\"") }, "\(position)") }
        #expect(factory.prometheusText().contains("\nscoreline_drifted_features 60\n"))
        #expect(factory.prometheusText().contains("\nscoreline_drift_sampled_ratio 0.5\n"))
        metrics.show(try Self.report(features: 3, drifted: 0))
        #expect(series().count == 3)
        metrics.show(nil)
        #expect(series().isEmpty && !factory.prometheusText().contains("scoreline_drift"))
    }
}
