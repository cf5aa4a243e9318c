import CoreMetrics
import Testing

@testable import Telemetry

@Suite struct PrometheusFactoryTests {
    /// The text without the factory's own metric.
    private func text(_ factory: PrometheusFactory) -> String {
        factory.prometheusText().split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains(PrometheusFactory.droppedSeries) }.joined(separator: "\n")
    }

    private func refusals(_ factory: PrometheusFactory, _ reason: PrometheusFactory.Refusal) -> Bool {
        factory.prometheusText().contains("\(PrometheusFactory.droppedSeries){reason=\"\(reason.rawValue)\"} 1\n")
    }

    @Test("The text has one HELP and TYPE a family, sorts, and escapes help and label values")
    func escapes() {
        let factory = PrometheusFactory()
        factory.describe("jobs_total", help: "Jobs \\ of\nall.")
        for (labels, count) in [
            ([("status", "completed"), ("model_name", "a\"b\\c\nd")], 3),
            ([("model_name", "z"), ("status", "failed")], 1),
        ] {
            Counter(label: "jobs_total", dimensions: labels, factory: factory).increment(by: count)
        }
        Gauge(label: "age_seconds", factory: factory).record(0.25)
        #expect(
            text(factory) == """
                # TYPE age_seconds gauge
                age_seconds 0.25
                # HELP jobs_total Jobs \\\\ of\\nall.
                # TYPE jobs_total counter
                jobs_total{model_name="a\\"b\\\\c\\nd",status="completed"} 3
                jobs_total{model_name="z",status="failed"} 1

                """)
    }

    @Test("A histogram's buckets are cumulative, end at +Inf and agree with its count")
    func histogram() {
        let factory = PrometheusFactory()
        factory.describe("wait_seconds", help: "Wait.", buckets: Buckets([0.001, 0.5]))
        let timer = Timer(label: "wait_seconds", dimensions: [("lane", "1")], factory: factory)
        for duration: Duration in [.microseconds(5), .milliseconds(1), .milliseconds(2), .seconds(100), .seconds(-1)] {
            timer.record(duration)
        }
        #expect(
            text(factory) == """
                # HELP wait_seconds Wait.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{lane="1",le="0.001"} 3
                wait_seconds_bucket{lane="1",le="0.5"} 4
                wait_seconds_bucket{lane="1",le="+Inf"} 5
                wait_seconds_sum{lane="1"} 100.003005
                wait_seconds_count{lane="1"} 5

                """)
    }

    @Test("Each kind of metric counts what it should, and nothing that is no number")
    func kinds() {
        let factory = PrometheusFactory()
        let counter = Counter(label: "a_total", factory: factory)
        counter.increment(by: 5)
        counter.increment(by: -7)
        let floating = FloatingPointCounter(label: "b_total", factory: factory)
        for amount in [0.5, 0.25, -1, .nan, .infinity] { floating.increment(by: amount) }
        let meter = Meter(label: "c", factory: factory)
        meter.set(4)
        meter.increment(by: 2)
        meter.decrement(by: 0.5)
        Gauge(label: "d", factory: factory).record(-Double.infinity)
        factory.describe("e", help: "E.", buckets: Buckets(from: 1, by: 2, count: 2))
        let recorder = Recorder(label: "e", factory: factory)
        recorder.record(2)
        recorder.record(Double.nan)
        let lines = text(factory).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            lines == [
                "a_total 5", "b_total 0.75", "c 5.5", "d -Inf", "e_bucket{le=\"1\"} 0", "e_bucket{le=\"2\"} 1",
                "e_bucket{le=\"+Inf\"} 1", "e_sum 2", "e_count 1",
            ])
        counter.reset()
        #expect(text(factory).contains("a_total 0\n"))
    }

    @Test(
        "Names of other conventions become names of the format",
        arguments: [
            ("http.server.requests", "http_server_requests"), ("9lives", "_9lives"), ("a:b", "a:b"), ("", "_"),
            ("é", "_"), ("ok_1", "ok_1"),
        ] as [(String, String)])
    func names(given: String, shown: String) {
        let factory = PrometheusFactory()
        Counter(label: given, dimensions: [("http.route", "/")], factory: factory).increment()
        #expect(text(factory) == "# TYPE \(shown) counter\n\(shown){http_route=\"/\"} 1\n")
    }

    @Test("The same name and labels are the same series in any order, until it is destroyed")
    func identity() {
        let factory = PrometheusFactory()
        let first = Counter(label: "a_total", dimensions: [("x", "1"), ("y", "2")], factory: factory)
        first.increment()
        let second = Counter(label: "a_total", dimensions: [("y", "2"), ("x", "1")], factory: factory)
        second.increment()
        #expect(text(factory).contains("a_total{x=\"1\",y=\"2\"} 2\n"))
        second.destroy()
        #expect(text(factory).isEmpty)
        // What is left of the first counts for nobody, and can't take a new series away.
        let third = Counter(label: "a_total", dimensions: [("x", "1"), ("y", "2")], factory: factory)
        third.increment()
        first.increment()
        first.destroy()
        #expect(text(factory).contains("a_total{x=\"1\",y=\"2\"} 1\n"))
    }

    @Test("Every kind can be destroyed")
    func destroyed() {
        let factory = PrometheusFactory()
        let (counter, floating) = (
            Counter(label: "a", factory: factory), FloatingPointCounter(label: "b", factory: factory)
        )
        let (meter, gauge) = (Meter(label: "c", factory: factory), Gauge(label: "d", factory: factory))
        let (recorder, timer) = (Recorder(label: "e", factory: factory), Timer(label: "f", factory: factory))
        #expect(text(factory).split(separator: "\n").count { $0.hasPrefix("# TYPE") } == 6)
        counter.destroy()
        floating.destroy()
        meter.destroy()
        gauge.destroy()
        recorder.destroy()
        timer.destroy()
        #expect(text(factory).isEmpty)
    }

    @Test("A family has no more series than it may, destroyed ones make room, and what is refused is counted")
    func boundedSeries() {
        let factory = PrometheusFactory(maximumSeries: 3)
        let counters = (0..<4).map { Counter(label: "a_total", dimensions: [("x", "\($0)")], factory: factory) }
        for counter in counters { counter.increment() }
        #expect(text(factory).split(separator: "\n").filter { $0.hasPrefix("a_total") }.count == 3)
        #expect(refusals(factory, .bound))
        counters[0].destroy()
        Counter(label: "a_total", dimensions: [("x", "4")], factory: factory).increment()
        #expect(text(factory).contains("a_total{x=\"4\"} 1\n"))
    }

    @Test("There are no more families than there may be")
    func boundedFamilies() {
        let factory = PrometheusFactory(maximumFamilies: 2)
        factory.describe("a", help: "A.")
        factory.describe("b", help: "B.")
        Counter(label: "b", factory: factory).increment()
        #expect(!text(factory).contains("b"))
        #expect(refusals(factory, .bound))
        Counter(label: "a", factory: factory).increment()
        #expect(text(factory).contains("a 1\n"))
    }

    @Test("A name keeps its type, also against the lines of a histogram")
    func types() {
        let factory = PrometheusFactory()
        Counter(label: "a", factory: factory).increment()
        Gauge(label: "a", factory: factory).record(7)
        #expect(text(factory) == "# TYPE a counter\na 1\n")
        #expect(refusals(factory, .type))
        let lines = PrometheusFactory()
        Timer(label: "b", factory: lines).record(.seconds(1))
        Counter(label: "b_count", factory: lines).increment()
        #expect(!text(lines).contains("# TYPE b_count"))
        #expect(refusals(lines, .type))
    }

    @Test(
        "Labels that the format has no place for make no series",
        arguments: [
            [("a", "1"), ("a", "2")], [("a.b", "1"), ("a_b", "2")], [("__name__", "x")], [("le", "1")],
            [("a", String(repeating: "x", count: 1025))], (0..<17).map { ("a\($0)", "") },
        ] as [[(String, String)]])
    func labels(_ dimensions: [(String, String)]) {
        let factory = PrometheusFactory()
        Timer(label: "a", dimensions: dimensions, factory: factory).record(.seconds(1))
        #expect(text(factory).isEmpty)
        #expect(refusals(factory, .labels))
    }

    @Test("Nothing that threads count at once is lost, while others make, destroy and scrape")
    func threads() async {
        let factory = PrometheusFactory()
        let counter = Counter(label: "a_total", factory: factory)
        let floating = FloatingPointCounter(label: "b_total", factory: factory)
        let recorder = Recorder(label: "c", factory: factory)
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<2000 {
                        counter.increment()
                        floating.increment(by: 0.5)
                        recorder.record(1)
                        let other = Meter(label: "d", dimensions: [("x", "\(task)")], factory: factory)
                        other.set(round)
                        if round % 100 == 0 { #expect(factory.prometheusText().contains("# TYPE a_total counter\n")) }
                        other.destroy()
                    }
                }
            }
        }
        let lines = text(factory)
        #expect(lines.contains("a_total 16000\n"))
        #expect(lines.contains("b_total 8000\n"))
        #expect(lines.contains("c_sum 16000\nc_count 16000\n"))
        #expect(!lines.contains("# TYPE d"))
    }

    @Test("A scope's labels come to each metric's own")
    func scope() {
        let factory = PrometheusFactory()
        let scope = MetricScope(factory, labels: [("model_name", "m")])
        scope.counter("a_total", ["code": "x"], help: "A.").increment()
        scope.gauge("b", help: "B.").set(2)
        scope.timer("c_seconds", help: "C.", buckets: Buckets([1])).record(.seconds(2))
        scope.histogram("d", help: "D.", buckets: Buckets([1])).record(1)
        let lines = text(factory)
        #expect(lines.contains("# HELP a_total A.\n# TYPE a_total counter\na_total{code=\"x\",model_name=\"m\"} 1\n"))
        #expect(lines.contains("b{model_name=\"m\"} 2\n"))
        #expect(lines.contains("c_seconds_bucket{model_name=\"m\",le=\"1\"} 0\n"))
        #expect(lines.contains("d_bucket{model_name=\"m\",le=\"1\"} 1\n"))
    }
}
