import CoreMetrics
import ScoringEngine
import Settings
import Telemetry

/// Which program this is, as a metric.
enum BuildInfo {
    static func add(to factory: PrometheusFactory) {
        MetricScope(factory).gauge(
            "scoreline_build_info", ["version": ScorelineVersion.text, "kernel": Kernel.preferred.rawValue],
            help: "The program's version, and the kernel that scores."
        ).set(1)
    }
}
