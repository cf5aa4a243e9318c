import CoreMetrics
import Synchronization

/// swift-metrics over Prometheus' text format 0.0.4: the metrics of one process. Any thread.
///
/// The same name and labels give the same series, until it is destroyed. Making and destroying take a lock; counting takes
/// none. Nothing a caller names makes it fail or grow without bound: a series that can't be is counted in
/// `scoreline_metrics_dropped_series_total` by reason, and what is recorded there is lost.
package final class PrometheusFactory: MetricsFactory {
    package static let droppedSeries = "scoreline_metrics_dropped_series_total"

    /// Why there is no such series; values of the label `reason`.
    enum Refusal: String, CaseIterable {
        /// The family has as many series as it may have, or there are as many families.
        case bound
        /// The name belongs to a family of another type, or to a line of a histogram.
        case type
        /// See `LabelSet`.
        case labels
    }

    private struct State {
        var families: [String: MetricFamily] = [:]
        var updates: [@Sendable () -> Void] = []
    }

    private let maximumFamilies: Int
    private let maximumSeries: Int
    private let state = Mutex(State())
    private let refusals: [Refusal: CounterSeries]

    /// `maximumSeries` is of one family.
    package init(maximumFamilies: Int = 256, maximumSeries: Int = 10_000) {
        self.maximumFamilies = maximumFamilies
        self.maximumSeries = maximumSeries
        var family = MetricFamily(
            help: "Times that a series was asked for and refused; what it records is lost.", kind: .counter)
        var refusals: [Refusal: CounterSeries] = [:]
        for refusal in Refusal.allCases {
            guard let labels = LabelSet([("reason", refusal.rawValue)]) else { continue }
            let counter = CounterSeries(SeriesID(family: Self.droppedSeries, labels: labels))
            refusals[refusal] = counter
            family.series[labels] = counter
        }
        self.refusals = refusals
        state.withLock { $0.families[Self.droppedSeries] = family }
    }

    // MARK: Families

    /// Says what a metric means and, for recorders and timers, in which buckets it is counted; before its first series is
    /// made. The first description stays.
    package func describe(_ name: String, help: String, buckets: Buckets = .durations) {
        precondition(MetricName.metric(name) == name, "\(name) is no name of a metric")
        state.withLock { state in
            guard state.families[name] != nil || state.families.count < maximumFamilies else { return }
            var family = state.families[name] ?? MetricFamily()
            guard family.help.isEmpty else { return }
            family.help = help
            if family.series.isEmpty { family.buckets = buckets }
            state.families[name] = family
        }
    }

    /// Has the update run before each scrape, on the scraper's thread: for what is read rather than counted.
    package func beforeScrape(_ update: @escaping @Sendable () -> Void) {
        state.withLock { $0.updates.append(update) }
    }

    /// What a scrape answers, `text/plain; version=0.0.4`.
    package func prometheusText() -> String {
        for update in state.withLock({ $0.updates }) { update() }
        // A copy, so that nobody who makes a series waits for the text.
        let families = state.withLock { $0.families }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) { family.render(name, into: &text) }
        return text
    }

    // MARK: Series

    /// Nil when it was refused.
    func series<Metric: SeriesMetric>(
        _ label: String, _ dimensions: [(String, String)], make: (SeriesID, Buckets) -> Metric
    ) -> Metric? {
        let name = MetricName.metric(label)
        guard let labels = LabelSet(dimensions, reserved: Metric.kind == .histogram ? "le" : nil) else {
            return refuse(.labels)
        }
        let result: Result<Metric, SeriesRefusal> = state.withLock { state in
            if let existing = state.families[name]?.series[labels] {
                return (existing as? Metric).map { .success($0) } ?? .failure(SeriesRefusal(.type))
            }
            if let kind = state.families[name]?.kind, kind != Metric.kind { return .failure(SeriesRefusal(.type)) }
            if collides(name, Metric.kind, state.families) { return .failure(SeriesRefusal(.type)) }
            guard state.families[name] != nil || state.families.count < maximumFamilies else {
                return .failure(SeriesRefusal(.bound))
            }
            var family = state.families[name] ?? MetricFamily()
            guard family.series.count < maximumSeries else { return .failure(SeriesRefusal(.bound)) }
            // The dictionary lets go of it, so that the insertion below copies nothing.
            state.families[name] = nil
            let metric = make(SeriesID(family: name, labels: labels), family.buckets)
            family.kind = Metric.kind
            family.series[labels] = metric
            state.families[name] = family
            return .success(metric)
        }
        switch result {
        case .success(let metric): return metric
        case .failure(let error): return refuse(error.refusal)
        }
    }

    /// Forgets a series; one that was refused, or is gone, is none.
    func destroy(_ handler: AnyObject) {
        guard let metric = handler as? any SeriesMetric else { return }
        let (name, labels) = (metric.series.family, metric.series.labels)
        state.withLock { state in
            guard state.families[name]?.series[labels] === metric else { return }
            state.families[name]?.series[labels] = nil
            if let family = state.families[name], family.series.isEmpty, family.help.isEmpty {
                state.families[name] = nil
            }
        }
    }

    private func refuse<Metric>(_ refusal: Refusal) -> Metric? {
        refusals[refusal]?.increment(by: 1)
        return nil
    }

    /// Whether lines of a histogram would have the name of another family.
    private func collides(_ name: String, _ kind: MetricKind, _ families: [String: MetricFamily]) -> Bool {
        for suffix in ["_bucket", "_sum", "_count"] {
            if kind == .histogram, families[name + suffix]?.kind != nil { return true }
            if name.hasSuffix(suffix), families[String(name.dropLast(suffix.count))]?.kind == .histogram { return true }
        }
        return false
    }
}

private struct SeriesRefusal: Error {
    let refusal: PrometheusFactory.Refusal

    init(_ refusal: PrometheusFactory.Refusal) { self.refusal = refusal }
}
