import Evaluation
package import JSONBytes
import ScoringModel

extension Report {
    static let format = "scoreline-report/1"

    /// `report.json`; docs/report.md has its form.
    package var json: JSONValue {
        let headline = Headline(self)
        return .object([
            .init("format", .string(Self.format)), .init("occasion", .string(input.occasion.rawValue)),
            .init("model", model), .init("summary", summary(headline)),
            .init("notes", .array(input.notes.map { .string($0) })), .init("gate", gate),
            .init("parts", .array(parts.map { $0.json(input.manifest.classLabels) })), .init("folds", foldDocument),
            .init("learning_curves", .array(input.learningCurves.map(\.json))),
            .init("columns", .array(columns.map(\.json))),
            .init("importances", .array(importances.map { $0.json(input.columns[$0.column].name) })),
            .init("worst_rows", .array(worst.map(\.json))), .init("live", live),
            .init("card", .texts(input.card)), .init("reproduction", .texts(input.reproduction)),
            .init("recipe", .optional(input.recipe)),
        ])
    }

    private var model: JSONValue {
        let manifest = input.manifest
        var members: [JSONValue.Member] = [
            .init("name", .string(manifest.name)), .init("task", .string(manifest.task.rawValue)),
            .init("target", .optional(manifest.target)), .init("created_at", .string(manifest.createdAt)),
            .init("iterations", .integer(manifest.iterationRange.count)),
        ]
        if !manifest.classLabels.isEmpty {
            members.append(.init("class_labels", .array(manifest.classLabels.map { .string($0) })))
        }
        if manifest.task == .binary {
            members.append(.init("positive", .string(manifest.classLabels[manifest.positiveClass])))
            members.append(.init("threshold", .number(Double(manifest.decisionThreshold))))
        }
        return .object(members)
    }

    private func summary(_ headline: Headline) -> JSONValue {
        .object([
            .init("part", .string(judge.name)), .init("metric", .string(headline.metric)),
            .init("value", .optional(headline.value)), .init("interval", .optional(headline.interval)),
            .init("baseline", .optional(headline.baseline)), .init("verdict", .string(headline.verdict.rawValue)),
            .init("sentence", .string(headline.sentence(self))),
        ])
    }

    private var gate: JSONValue {
        guard !input.gate.isEmpty else { return .null }
        return .object([
            .init("passed", .boolean(input.gate.allSatisfy(\.hasPassed))), .init("forced", .boolean(input.isForced)),
            .init(
                "conditions",
                .array(
                    input.gate.map {
                        .object([
                            .init("condition", .string($0.condition)), .init("passed", .boolean($0.hasPassed)),
                            .init("finding", .string($0.finding)),
                        ])
                    })),
        ])
    }

    private var foldDocument: JSONValue {
        guard !folds.isEmpty else { return .null }
        return .object(
            folds.map { fold in
                .init(
                    fold.name,
                    .object([
                        .init("mean", .number(fold.value.mean)),
                        .init("standard_deviation", .number(fold.value.standardDeviation)),
                        .init("values", .numbers(fold.value.values)),
                    ]))
            })
    }

    private var live: JSONValue {
        guard let live = input.live else { return .null }
        return .object([.init("version", .integer(live.version)), .init("sha256", .string(live.sha256))])
    }
}

extension JSONValue {
    static func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    static func optional(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    static func optional(_ range: ClosedRange<Double>?) -> JSONValue {
        range.map { .numbers([$0.lowerBound, $0.upperBound]) } ?? .null
    }
    static func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }
    static func numbers(_ values: [NamedValue<Double>]) -> JSONValue {
        .object(values.map { .init($0.name, .number($0.value)) })
    }
    static func texts(_ values: [NamedValue<String>]) -> JSONValue {
        .object(values.map { .init($0.name, .string($0.value)) })
    }
}
