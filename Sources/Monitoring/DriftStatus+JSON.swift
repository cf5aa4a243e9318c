import Drift
package import JSONBytes
package import ModelRegistry
import ScoringModel

extension DriftStatus {
    /// That of `scoreline drift --json`; without bins the member `drift` of `scoreline status --json`.
    package func json(withBins: Bool) -> JSONValue {
        .object([
            .init("model", .string(model)), .init("version", .integer(version)), .init("sha256", .string(sha256)),
            .init("state", .string(report.state.rawValue)),
            .init("drifted", .array(report.drifted.map { .string($0.name) })),
            .init("from", .string(PointInTime.text(milliseconds: from * 1000))),
            .init("to", .string(PointInTime.text(milliseconds: to * 1000))), .init("workers", .integer(workers)),
            .init("rows_scored", .integer(report.scored)), .init("rows", .integer(report.rows)),
            .init("sampled_ratio", .optional(report.sampledRatio)),
            .init("score", report.score?.json(withBins ? report.scoreBins : nil) ?? .null),
            .init("labels", report.labels?.json(withBins ? report.classLabels : nil) ?? .null),
            .init("features", .array(report.features.map { $0.json(withBins: withBins) })),
        ])
    }
}

extension DriftStatus {
    /// The same while there is nothing to compare.
    package static func nothing(_ model: String, _ pointer: ModelPointer) -> JSONValue {
        .object([
            .init("model", .string(model)), .init("version", .integer(pointer.version)),
            .init("sha256", .string(pointer.sha256)), .init("state", .null), .init("drifted", .array([])),
            .init("features", .array([])),
        ])
    }
}

extension FeatureDrift {
    fileprivate func json(withBins: Bool) -> JSONValue {
        .object([
            .init("name", .string(name)), .init("kind", .string(kind.rawValue)),
            .init("state", .string(state.rawValue)),
            .init("reasons", .array(reasons.map { .string($0.rawValue) })),
            .init("distribution", distribution?.json(withBins ? bins : nil) ?? .null),
            .init("missing", missing?.json ?? .null), .init("unseen", unseen?.json ?? .null),
            .init("out_of_range", outOfRange?.json ?? .null), .init("mean", .optional(mean)),
            .init("training_mean", .optional(trainingMean)),
            .init("standard_deviation", .optional(standardDeviation)),
            .init("training_standard_deviation", .optional(trainingStandardDeviation)),
        ])
    }
}

extension DistributionChange {
    /// `titles` are those of its bins; nil leaves the bins out.
    fileprivate func json(_ titles: [String]?) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("state", .string(state.rawValue)), .init("psi", .number(psi)),
            .init("warning_above", .number(warningLimit)), .init("drift_above", .number(driftLimit)),
            .init("rows", .integer(rows)), .init("training_rows", .integer(trainingRows)),
        ]
        if let titles {
            let bins = zip(titles, zip(trainingShares, shares)).map { title, shares in
                JSONValue.object([
                    .init("bin", .string(title)), .init("training", .number(shares.0)),
                    .init("rows", .number(shares.1)),
                ])
            }
            members.append(.init("bins", .array(bins)))
        }
        return .object(members)
    }
}

extension RateChange {
    fileprivate var json: JSONValue {
        .object([
            .init("state", .string(state.rawValue)), .init("ratio", .number(rate)),
            .init("training_ratio", .number(trainingRate)),
        ])
    }
}

extension JSONValue {
    fileprivate static func optional(_ number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }
}
