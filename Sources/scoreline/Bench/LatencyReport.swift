import Histogram
import JSONBytes
import Settings

/// What an open loop came to.
struct LatencyReport {
    /// Asked for, in jobs a second.
    let rate: Int
    let rowsPerJob: Int
    /// Jobs sent.
    let jobs: Int
    /// From the start to the last result.
    let seconds: Double
    /// Nanoseconds from the moment at which a job was to be sent until its result was read.
    let latencies: Histogram<UInt64>
    /// Nanoseconds from the moment at which a job was to be sent until it was. They are part of the latencies.
    let lateness: Histogram<UInt64>
    let lost: Int
    let duplicates: Int
    /// Jobs that were answered with an error.
    let failed: Int

    var isClean: Bool { lost == 0 && duplicates == 0 && failed == 0 }

    private static let percentiles: [(name: String, title: String, percentile: Double)] = [
        ("p50_ms", "p50", 50), ("p95_ms", "p95", 95), ("p99_ms", "p99", 99), ("p999_ms", "p99.9", 99.9),
        ("max_ms", "max", 100),
    ]

    private static func milliseconds(_ histogram: Histogram<UInt64>, _ percentile: Double) -> Double {
        guard histogram.totalCount > 0 else { return 0 }
        return (Double(histogram.valueAtPercentile(percentile)) / 1000).rounded() / 1000
    }

    var json: JSONValue {
        .object(
            [
                .init("rate", .integer(rate)), .init("jobs", .integer(jobs)), .init("job_rows", .integer(rowsPerJob)),
                .init("seconds", .number((seconds * 1e6).rounded() / 1e6)),
            ]
                + Self.percentiles.map { .init($0.name, .number(Self.milliseconds(latencies, $0.percentile))) } + [
                    .init("late_p99_ms", .number(Self.milliseconds(lateness, 99))), .init("lost", .integer(lost)),
                    .init("duplicates", .integer(duplicates)), .init("failed", .integer(failed)),
                ])
    }

    var text: String {
        var table = TextTable(["FROM ITS TIME, ms"] + Self.percentiles.map(\.title))
        for (name, histogram) in [("until it was sent", lateness), ("until its result was read", latencies)] {
            table.append([name] + Self.percentiles.map { "\(Self.milliseconds(histogram, $0.percentile))" })
        }
        return "\(jobs) jobs of \(rowsPerJob) \(rowsPerJob == 1 ? "row" : "rows"), \(rate) a second on average: "
            + "\(lost) lost, \(duplicates) answered twice\n" + table.text
    }
}
