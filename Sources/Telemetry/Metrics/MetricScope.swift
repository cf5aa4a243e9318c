package import CoreMetrics

/// Metrics that share labels, such as those of one model: each is described and made by one call.
package struct MetricScope: Sendable {
    package let factory: PrometheusFactory
    /// Name and value of each label that all metrics have.
    package let labels: [(String, String)]

    package init(_ factory: PrometheusFactory, labels: [(String, String)] = []) {
        self.factory = factory
        self.labels = labels
    }

    package func counter(_ name: String, _ more: KeyValuePairs<String, String> = [:], help: String) -> Counter {
        factory.describe(name, help: help)
        return Counter(label: name, dimensions: dimensions(more), factory: factory)
    }

    /// A number that is set.
    package func gauge(_ name: String, _ more: KeyValuePairs<String, String> = [:], help: String) -> Meter {
        factory.describe(name, help: help)
        return Meter(label: name, dimensions: dimensions(more), factory: factory)
    }

    /// A histogram of durations.
    package func timer(
        _ name: String, _ more: KeyValuePairs<String, String> = [:], help: String, buckets: Buckets = .durations
    ) -> Timer {
        factory.describe(name, help: help, buckets: buckets)
        return Timer(label: name, dimensions: dimensions(more), factory: factory)
    }

    /// A histogram of sizes.
    package func histogram(
        _ name: String, _ more: KeyValuePairs<String, String> = [:], help: String, buckets: Buckets
    ) -> Recorder {
        factory.describe(name, help: help, buckets: buckets)
        return Recorder(label: name, dimensions: dimensions(more), factory: factory)
    }

    private func dimensions(_ more: KeyValuePairs<String, String>) -> [(String, String)] {
        labels + more.map { ($0.key, $0.value) }
    }
}

extension Timer {
    /// A negative duration counts as none.
    package func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        recordNanoseconds(overflow ? Int64.max : max(0, nanoseconds &+ attoseconds / 1_000_000_000))
    }
}
