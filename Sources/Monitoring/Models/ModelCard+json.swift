package import JSONBytes
import ModelRegistry
import ScoringModel

extension ModelCard {
    /// As `scoreline models show --json` prints it.
    package var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("model", .string(model)), .init("version", .integer(version)),
            .init("live", .boolean(isLive)),
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
        members += counts.map { .init($0.name, .integer($0.value)) }
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
