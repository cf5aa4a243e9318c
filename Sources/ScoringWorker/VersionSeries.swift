import CoreMetrics
import Synchronization

/// Rows scored by version: one series for each of the versions that served last. Any thread.
final class VersionSeries: Sendable {
    /// A process that reloads for years must not show every version it ever had.
    static let capacity = 8

    private let series = Mutex<[(version: Int, rows: Counter)]>([])

    /// The series of a version; the one that was asked for longest ago makes room for a new one.
    func rows(of version: Int, make: () -> Counter) -> Counter {
        series.withLock { series in
            if let index = series.firstIndex(where: { $0.version == version }) {
                series.append(series.remove(at: index))
                return series[series.count - 1].rows
            }
            if series.count == Self.capacity { series.removeFirst().rows.destroy() }
            let made = make()
            series.append((version, made))
            return made
        }
    }
}
