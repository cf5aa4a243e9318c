import Drift
import Telemetry

/// The series of one model's drift, as this worker sees it. A series that has nothing to say is absent. One thread.
final class DriftMetrics {
    /// Features that have series: of a model with more the worst ones.
    private static let maximumFeatures = 100

    private let registry: MetricsRegistry
    private let model: String
    private var shown: Set<Series> = []

    private struct Series: Hashable {
        let name: String
        let labels: Labels
    }

    init(registry: MetricsRegistry, model: String) {
        self.registry = registry
        self.model = model
    }

    func show(_ report: DriftReport?) {
        var series: Set<Series> = []
        func set(_ name: String, _ value: Double?, feature: String? = nil, help: String) {
            guard let value else { return }
            let labels: Labels =
                feature.map { ["model_name": model, "feature": $0] } ?? ["model_name": model]
            registry.gauge(name, labels, help: help).value = value
            series.insert(Series(name: name, labels: labels))
        }
        if let report {
            set("scoreline_drift_sampled_ratio", report.sampledRatio, help: "Share of scored rows looked at for drift.")
            // Of fewer rows an index says nothing.
            if report.rows >= DriftState.fewestRows {
                set(
                    "scoreline_drifted_features",
                    Double(report.features.count { $0.state == .drift } + report.driftedScores),
                    help: "Features, score and labels in the state drift, which takes the number of rows into account.")
                set(
                    "scoreline_score_psi", report.scorePSI,
                    help: "Population stability index of scores or labels, against training.")
                for feature in Self.chosen(report.features) {
                    set(
                        "scoreline_feature_psi", feature.distribution?.psi, feature: feature.name,
                        help: "Population stability index of a feature's values, against training.")
                    set(
                        "scoreline_feature_missing_ratio", feature.missing?.rate, feature: feature.name,
                        help: "Share of rows without a value for a feature.")
                }
            }
        }
        for old in shown.subtracting(series) { registry.remove(old.name, old.labels) }
        shown = series
    }

    private static func chosen(_ features: [FeatureDrift]) -> ArraySlice<FeatureDrift> {
        guard features.count > maximumFeatures else { return features[...] }
        return features.sorted { ($0.state, $0.distribution?.psi ?? 0) > ($1.state, $1.distribution?.psi ?? 0) }
            .prefix(maximumFeatures)
    }
}
