import JSONBytes
import ModelRegistry
import Monitoring
import ScoringModel
import Settings

extension ModelCard {
    /// For people.
    var text: String {
        var lines: [(String, String)] = [
            ("model", "\(model) version \(version)" + (isLive ? ", live" : "")),
            ("task", manifest.task.rawValue),
        ]
        if let target = manifest.target { lines.append(("target", target)) }
        if !manifest.classLabels.isEmpty { lines.append(("classes", manifest.classLabels.joined(separator: ", "))) }
        lines += facts.map { ($0.name, $0.text) }
        if let calibration = manifest.calibration { lines.append(("calibration", calibration.text)) }
        lines.append(
            ("source", "\(manifest.source.library) \(manifest.source.libraryVersion), \(manifest.source.format)"))
        lines.append(("created", manifest.createdAt))
        if let stored {
            lines.append(("published", Self.moved(stored.publishedAt, stored.publishedBy, stored.how?.rawValue)))
            if let pointer {
                lines.append(
                    ("live since", Self.moved(pointer.publishedAt, pointer.publishedBy, stored.movement(pointer))))
            }
            lines.append(("size", "\(stored.byteCount) bytes"))
            lines.append(("sha256", stored.sha256))
        }
        lines.append(("golden rows", manifest.goldenOrigin.rawValue + (isVerified ? "" : ": unverified")))
        if let training = manifest.training {
            lines.append(("trained on", "\(training.rows) rows, \(training.validationRows) for validation"))
            if let gate = training.gateSummary { lines.append(("gate", gate)) }
            for metric in training.metrics {
                let baseline = training.baselineMetrics.first { $0.name == metric.name }
                let beside = baseline.map { " (trivial model \(DecimalNumber.shortest($0.value)))" } ?? ""
                lines.append((metric.name, DecimalNumber.shortest(metric.value) + beside))
            }
        }
        let head = lines.map { $0.0 + String(repeating: " ", count: max(1, 14 - $0.0.count)) + $0.1 + "\n" }.joined()
        return head + "\n" + features
    }

    private static func moved(_ time: Int, _ name: String?, _ way: String?) -> String {
        PointInTime.text(milliseconds: time) + (name.map { " by \($0)" } ?? "") + (way.map { " (\($0))" } ?? "")
    }

    private var features: String {
        var table = TextTable(["FEATURE", "KIND", "REQUIRED", "VALUES"], yielding: ["VALUES"])
        for feature in manifest.features {
            let kind = feature.kind.rawValue + (feature.isInputOnly ? ", input only" : "")
            table.append([feature.name, kind, feature.required ? "yes" : "no", Self.values(feature)])
        }
        for derived in manifest.derived {
            table.append([derived.name, derived.derivation.description, "", Self.values(derived.column)])
        }
        return table.text(columns: StandardOutput.columns)
    }

    private static func values(_ feature: Feature) -> String {
        let names = feature.categories.prefix(8).joined(separator: ", ") + (feature.categories.count > 8 ? ", …" : "")
        return names.isEmpty ? feature.range ?? "" : names
    }
}
