import CoreMetrics

/// A whole number that only rises; what is negative does not count.
final class CounterSeries: SeriesMetric, CounterHandler {
    static let kind = MetricKind.counter
    let series: SeriesID
    private let count = AtomicCount()

    init(_ series: SeriesID) { self.series = series }

    func increment(by amount: Int64) {
        if amount > 0 { count.add(UInt64(amount)) }
    }

    func reset() { count.reset() }

    func render(into text: inout String) { text += "\(series.family)\(series.labels.suffix) \(count.value)\n" }
}

/// A number that only rises; what is negative, infinite or no number does not count.
final class FloatingPointCounterSeries: SeriesMetric, FloatingPointCounterHandler {
    static let kind = MetricKind.counter
    let series: SeriesID
    private let sum = AtomicDouble()

    init(_ series: SeriesID) { self.series = series }

    func increment(by amount: Double) {
        if amount > 0, amount.isFinite { sum.add(amount) }
    }

    func reset() { sum.value = 0 }

    func render(into text: inout String) {
        text += "\(series.family)\(series.labels.suffix) \(sum.value.prometheusText)\n"
    }
}
