import CoreMetrics

/// Values counted in fixed buckets: swift-metrics' aggregating recorders and, in seconds, its timers.
///
/// A record is two atomic additions. What is no number does not count.
final class HistogramSeries: SeriesMetric, RecorderHandler, TimerHandler {
    static let kind = MetricKind.histogram
    let series: SeriesID
    private let bounds: [Double]
    /// One more than bounds: the last is above all of them.
    private let counts: [AtomicCount]
    private let sum = AtomicDouble()

    init(_ series: SeriesID, _ buckets: Buckets) {
        self.series = series
        bounds = buckets.bounds
        counts = (0...buckets.bounds.count).map { _ in AtomicCount() }
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        counts[bucket].add(1)
        sum.add(value)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func render(into text: inout String) {
        let (family, labels) = (series.family, series.labels)
        // `_count` is added up from the same readings as the buckets, so that they never contradict each other.
        var cumulated: UInt64 = 0
        for (index, count) in counts.enumerated() {
            cumulated += count.value
            let bound = index < bounds.count ? bounds[index].prometheusText : "+Inf"
            text += "\(family)_bucket\(labels.suffix(adding: "le", bound)) \(cumulated)\n"
        }
        text += "\(family)_sum\(labels.suffix) \(sum.value.prometheusText)\n"
        text += "\(family)_count\(labels.suffix) \(cumulated)\n"
    }
}
