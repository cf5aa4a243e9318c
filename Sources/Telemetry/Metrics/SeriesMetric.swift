/// One time series: what swift-metrics calls a handler, and what a scrape shows of it. Any thread, without a lock.
protocol SeriesMetric: AnyObject, Sendable {
    static var kind: MetricKind { get }
    var series: SeriesID { get }
    /// Appends its lines.
    func render(into text: inout String)
}

/// Where a series stands.
struct SeriesID: Sendable, Hashable {
    let family: String
    let labels: LabelSet
}

/// The TYPE of a family.
enum MetricKind: String, Sendable {
    case counter, gauge, histogram
}

extension Double {
    /// As Go's ParseFloat reads it.
    var prometheusText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Inf" : "+Inf" }
        let text = description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
