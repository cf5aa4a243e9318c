import CoreMetrics

/// A number that is set, or goes up and down: swift-metrics' gauges and meters.
final class GaugeSeries: SeriesMetric, RecorderHandler, MeterHandler {
    static let kind = MetricKind.gauge
    let series: SeriesID
    private let number = AtomicDouble()

    init(_ series: SeriesID) { self.series = series }

    func record(_ value: Int64) { number.value = Double(value) }
    func record(_ value: Double) { number.value = value }
    func set(_ value: Int64) { number.value = Double(value) }
    func set(_ value: Double) { number.value = value }
    func increment(by amount: Double) { number.add(amount) }
    func decrement(by amount: Double) { number.add(-amount) }

    func render(into text: inout String) {
        text += "\(series.family)\(series.labels.suffix) \(number.value.prometheusText)\n"
    }
}
