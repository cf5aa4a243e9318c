package import Drift
package import DriftWindows
package import Keyspace
package import ModelRegistry
package import Redis

/// How far the rows that the live version scored lately are from those it was trained on.
package struct DriftStatus: Sendable {
    /// Windows that are looked at where nobody says: the current one, which may have begun just now, and the last.
    package static let windows = 2

    package let model: String
    package let version: Int
    package let sha256: String
    /// Seconds since 1970: when the first window with counts began, and when the current one ends.
    package let from: Int
    package let to: Int
    /// Workers that counted.
    package let workers: Int
    package let report: DriftReport

    /// Of what `pointer` says is live; nil while nothing was counted for it: no rows, no worker with `--drift on`, or a
    /// model file without histograms.
    package static func read(
        _ keys: ModelKeys, _ pointer: ModelPointer, windows: Int = windows, _ connection: inout RedisConnection
    ) throws(DriftWindowError) -> DriftStatus? {
        let observed = try DriftWindows(keys).read(sha256: pointer.sha256, windows: windows, &connection)
        return observed.map { observed in
            DriftStatus(
                model: keys.name, version: pointer.version, sha256: pointer.sha256, from: observed.from,
                to: observed.to, workers: observed.workers, report: DriftReport(observed.reference, observed.counts))
        }
    }

    package init(
        model: String, version: Int, sha256: String, from: Int, to: Int, workers: Int, report: DriftReport
    ) {
        self.model = model
        self.version = version
        self.sha256 = sha256
        self.from = from
        self.to = to
        self.workers = workers
        self.report = report
    }
}
