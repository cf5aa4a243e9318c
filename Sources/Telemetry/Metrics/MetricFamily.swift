/// The series of one name.
struct MetricFamily: Sendable {
    /// Empty unless it was described.
    var help = ""
    var buckets = Buckets.durations
    /// Decided by the first series.
    var kind: MetricKind?
    var series: [LabelSet: any SeriesMetric] = [:]

    func render(_ name: String, into text: inout String) {
        guard let kind, !series.isEmpty else { return }
        if !help.isEmpty { text += "# HELP \(name) \(Self.escape(help))\n" }
        text += "# TYPE \(name) \(kind.rawValue)\n"
        for (_, metric) in series.sorted(by: { $0.key.rendered < $1.key.rendered }) { metric.render(into: &text) }
    }

    private static func escape(_ help: String) -> String {
        help.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
