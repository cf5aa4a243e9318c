import JSONBytes
import ModelRegistry
import Monitoring
import ScoringModel
import Settings

/// What people want to know about one version.
struct ModelCard {
    let name: String
    let live: LiveModel
    let stored: ModelVersion?
    /// Nil when another version is live.
    let pointer: ModelPointer?

    init(name: String, live: LiveModel, stored: ModelVersion?, pointer: ModelPointer?) {
        self.name = name
        self.live = live
        self.stored = stored
        self.pointer = pointer?.version == live.version ? pointer : nil
    }

    private var manifest: Manifest { live.manifest }

    /// Golden rows of Scoreline's own scorer prove nothing about the library that trained the model.
    private var isVerified: Bool { manifest.goldenOrigin != .reference }

    var text: String {
        var lines: [(String, String)] = [
            ("model", "\(name) version \(live.version)" + (live.isLive ? ", live" : "")),
            ("task", manifest.task.rawValue),
        ]
        if let target = manifest.target { lines.append(("target", target)) }
        if !manifest.classLabels.isEmpty { lines.append(("classes", manifest.classLabels.joined(separator: ", "))) }
        lines += live.predictor.facts
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

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("model", .string(name)), .init("version", .integer(live.version)),
            .init("live", .boolean(live.isLive)),
            .init("task", .string(manifest.task.rawValue)),
            .init("target", manifest.target.map { .string($0) } ?? .null),
            .init("class_labels", .array(manifest.classLabels.map { .string($0) })),
            .init("library", .string(manifest.source.library)),
            .init("library_version", .string(manifest.source.libraryVersion)),
            .init("created_at", .string(manifest.createdAt)),
            .init("golden_origin", .string(manifest.goldenOrigin.rawValue)), .init("verified", .boolean(isVerified)),
            .init(
                "features",
                .array(
                    manifest.features.map { feature in
                        .object([
                            .init("name", .string(feature.name)), .init("kind", .string(feature.kind.rawValue)),
                            .init("required", .boolean(feature.required)),
                            .init("input_only", .boolean(feature.isInputOnly)),
                            .init("categories", .array(feature.categories.map { .string($0) })),
                        ])
                    })),
            .init(
                "derived",
                .array(
                    manifest.derived.map { derived in
                        .object([
                            .init("name", .string(derived.name)),
                            .init("operation", .string(derived.derivation.operation.rawValue)),
                            .init("of", .array(derived.derivation.inputs.map { .string($0) })),
                            .init("categories", .array(derived.categories.map { .string($0) })),
                        ])
                    })),
            .init("forced", .boolean(manifest.training?.isForced ?? false)),
            .init(
                "gate",
                .array(
                    (manifest.training?.gate ?? []).map {
                        .object([
                            .init("condition", .string($0.condition)), .init("passed", .boolean($0.hasPassed)),
                            .init("finding", .string($0.finding)),
                        ])
                    })),
            .init("metrics", Self.json(manifest.training?.metrics ?? [])),
            .init("baseline_metrics", Self.json(manifest.training?.baselineMetrics ?? [])),
        ]
        members += live.predictor.counts.map { .init($0.name, .integer($0.value)) }
        members.append(
            .init(
                "calibration",
                manifest.calibration.map {
                    .object([
                        .init("method", .string($0.method.rawValue)), .init("slope", .number($0.slope)),
                        .init("intercept", .number($0.intercept)),
                    ])
                } ?? .null))
        if let stored {
            members += [
                .init("sha256", .string(stored.sha256)), .init("bytes", .integer(stored.byteCount)),
                .init("published_at", .string(PointInTime.text(milliseconds: stored.publishedAt))),
                .init("published_by", stored.publishedBy.map { .string($0) } ?? .null),
                .init("how", stored.how.map { .string($0.rawValue) } ?? .null),
            ]
            if let pointer {
                members += [
                    .init("live_since", .string(PointInTime.text(milliseconds: pointer.publishedAt))),
                    .init("live_by", .string(pointer.publishedBy)),
                    .init("live_how", stored.movement(pointer).map { .string($0) } ?? .null),
                ]
            }
        }
        return .object(members)
    }

    private static func json(_ metrics: [NamedValue<Double>]) -> JSONValue {
        .object(metrics.map { .init($0.name, .number($0.value)) })
    }
}
