import Testing

@testable import Telemetry

@Suite struct MetricsRegistryTests {
    @Test("The text has one HELP and TYPE a family and escapes label values")
    func text() {
        let registry = MetricsRegistry()
        registry.counter("jobs_total", ["model_name": "a\"b\\c\nd", "status": "completed"], help: "Jobs.").increment(
            by: 3)
        registry.counter("jobs_total", ["model_name": "z", "status": "failed"], help: "Jobs.").increment()
        registry.gauge("age_seconds", help: "Age.").value = 0.25
        #expect(
            registry.prometheusText() == """
                # HELP age_seconds Age.
                # TYPE age_seconds gauge
                age_seconds 0.25
                # HELP jobs_total Jobs.
                # TYPE jobs_total counter
                jobs_total{model_name="a\\"b\\\\c\\nd",status="completed"} 3
                jobs_total{model_name="z",status="failed"} 1

                """)
    }

    @Test("A histogram's buckets are cumulative and end at +Inf")
    func histogram() {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("wait_seconds", ["lane": "1"], help: "Wait.")
        histogram.record(.microseconds(5))
        histogram.record(.milliseconds(2))
        histogram.record(.seconds(100))
        let lines = registry.prometheusText().split(separator: "\n").map(String.init)
        #expect(lines.contains("wait_seconds_bucket{lane=\"1\",le=\"1e-05\"} 1"))
        #expect(lines.contains("wait_seconds_bucket{lane=\"1\",le=\"0.003\"} 2"))
        #expect(lines.contains("wait_seconds_bucket{lane=\"1\",le=\"30\"} 2"))
        #expect(lines.contains("wait_seconds_bucket{lane=\"1\",le=\"+Inf\"} 3"))
        #expect(lines.contains("wait_seconds_count{lane=\"1\"} 3"))
    }

    @Test("The same name and labels give the same counter; a removed series is no longer rendered")
    func identity() {
        let registry = MetricsRegistry()
        let first = registry.counter("a_total", ["x": "1"], help: "A.")
        #expect(first === registry.counter("a_total", ["x": "1"], help: "A."))
        registry.remove("a_total", ["x": "1"])
        #expect(registry.prometheusText().isEmpty)
    }
}
