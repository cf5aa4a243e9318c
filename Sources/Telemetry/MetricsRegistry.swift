import Synchronization

/// The metrics of one process, rendered in Prometheus' text format (version 0.0.4).
///
/// Metrics are made once and kept by whoever counts; asking again for the same name and labels gives the same one.
package final class MetricsRegistry: Sendable {
    private enum Metric {
        case counter(Counter)
        case gauge(Gauge)
        case histogram(Histogram)

        var type: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    private struct Family {
        var help: String
        var series: [Labels: Metric] = [:]
    }

    private let families = Mutex<[String: Family]>([:])

    package init() {}

    package func counter(_ name: String, _ labels: Labels = [:], help: String) -> Counter {
        metric(name, labels, help) {
            .counter(Counter())
        } unwrap: {
            if case .counter(let counter) = $0 { counter } else { nil }
        }
    }

    package func gauge(_ name: String, _ labels: Labels = [:], help: String) -> Gauge {
        metric(name, labels, help) {
            .gauge(Gauge())
        } unwrap: {
            if case .gauge(let gauge) = $0 { gauge } else { nil }
        }
    }

    package func histogram(_ name: String, _ labels: Labels = [:], help: String) -> Histogram {
        metric(name, labels, help) {
            .histogram(Histogram())
        } unwrap: {
            if case .histogram(let histogram) = $0 { histogram } else { nil }
        }
    }

    /// Forgets a series, such as the information of a version that no longer scores.
    package func remove(_ name: String, _ labels: Labels) {
        families.withLock { $0[name]?.series[labels] = nil }
    }

    package func prometheusText() -> String {
        families.withLock { families in
            var text = ""
            for (name, family) in families.sorted(by: { $0.key < $1.key }) where !family.series.isEmpty {
                text += "# HELP \(name) \(family.help)\n"
                if let type = family.series.first?.value.type { text += "# TYPE \(name) \(type)\n" }
                for (labels, metric) in family.series.sorted(by: { $0.key.rendered < $1.key.rendered }) {
                    Self.render(metric, name: name, labels: labels, into: &text)
                }
            }
            return text
        }
    }

    private func metric<Value>(
        _ name: String, _ labels: Labels, _ help: String, make: () -> Metric, unwrap: (Metric) -> Value?
    ) -> Value {
        let metric = families.withLock { families in
            if let existing = families[name]?.series[labels] { return existing }
            let made = make()
            families[name, default: Family(help: help)].series[labels] = made
            return made
        }
        guard let value = unwrap(metric) else { preconditionFailure("\(name) is already a \(metric.type)") }
        return value
    }

    private static func render(_ metric: Metric, name: String, labels: Labels, into text: inout String) {
        switch metric {
        case .counter(let counter): text += "\(name)\(labels.suffix) \(counter.value)\n"
        case .gauge(let gauge): text += "\(name)\(labels.suffix) \(number(gauge.value))\n"
        case .histogram(let histogram):
            let (counts, sum) = histogram.snapshot
            var cumulated: UInt64 = 0
            for (index, count) in counts.enumerated() {
                cumulated += count
                let bound = index < Histogram.bounds.count ? number(Histogram.bounds[index]) : "+Inf"
                text += "\(name)_bucket\(labels.adding("le", bound).suffix) \(cumulated)\n"
            }
            text += "\(name)_sum\(labels.suffix) \(number(sum))\n"
            text += "\(name)_count\(labels.suffix) \(cumulated)\n"
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
