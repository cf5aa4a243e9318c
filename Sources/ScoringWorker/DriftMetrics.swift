import CoreMetrics
import Drift
import Synchronization
import Telemetry

/// The series of one model's drift, as this worker sees it. A series that has nothing to say is absent. Any thread.
final class DriftMetrics: Sendable {
    /// Features that have series: of a model with more the worst ones.
    private static let maximumFeatures = 100

    private struct Series: Hashable {
        let name: String
        /// Empty for one of the whole model.
        let feature: String
    }

    private let scope: MetricScope
    private let shown = Mutex<[Series: Meter]>([:])

    init(_ scope: MetricScope) { self.scope = scope }

    func show(_ report: DriftReport?) {
        shown.withLock { shown in
            var current: [Series: Meter] = [:]
            func set(_ name: String, _ value: Double?, _ feature: String, _ help: String) {
                guard let value else { return }
                let series = Series(name: name, feature: feature)
                let meter =
                    shown[series]
                    ?? (feature.isEmpty
                        ? scope.gauge(name, help: help) : scope.gauge(name, ["feature": feature], help: help))
                meter.set(value)
                current[series] = meter
            }
            if let report { Self.set(report, set) }
            for (series, meter) in shown where current[series] == nil { meter.destroy() }
            shown = current
        }
    }

    private static func set(
        _ report: DriftReport, _ set: (_ name: String, _ value: Double?, _ feature: String, _ help: String) -> Void
    ) {
        set("scoreline_drift_sampled_ratio", report.sampledRatio, "", "Share of scored rows looked at for drift.")
        // Of fewer rows an index says nothing.
        guard report.rows >= DriftState.fewestRows else { return }
        set(
            "scoreline_drifted_features", Double(report.features.count { $0.state == .drift } + report.driftedScores),
            "",
            "Features, score and labels in the state drift, which takes the number of rows into account.")
        set(
            "scoreline_score_psi", report.scorePSI, "",
            "Population stability index of scores or labels, against training.")
        for feature in chosen(report.features) {
            set(
                "scoreline_feature_psi", feature.distribution?.psi, feature.name,
                "Population stability index of a feature's values, against training.")
            set(
                "scoreline_feature_missing_ratio", feature.missing?.rate, feature.name,
                "Share of rows without a value for a feature.")
        }
    }

    private static func chosen(_ features: [FeatureDrift]) -> ArraySlice<FeatureDrift> {
        guard features.count > maximumFeatures else { return features[...] }
        return features.sorted { ($0.state, $0.distribution?.psi ?? 0) > ($1.state, $1.distribution?.psi ?? 0) }
            .prefix(maximumFeatures)
    }
}
