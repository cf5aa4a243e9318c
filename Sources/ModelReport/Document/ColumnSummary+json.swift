import Evaluation
import JSONBytes
import ScoringModel

extension ColumnSummary {
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("kind", .string(kind)), .init("rows", .integer(count)),
            .init("missing", .integer(missing)), .init("unseen", .integer(unseen)),
        ]
        if !categories.isEmpty {
            members.append(
                .init("categories", .object(categories.map { .init($0.name, .integer($0.count)) })))
            members.append(.init("other_categories", .integer(otherCategories)))
        } else {
            members += [
                .init("minimum", .optional(minimum.map(Double.init))),
                .init("maximum", .optional(maximum.map(Double.init))), .init("mean", .optional(mean)),
                .init("standard_deviation", .optional(standardDeviation)),
                .init("histogram", .array(histogram.map { .integer($0) })),
            ]
        }
        if let drift {
            members.append(
                .init(
                    "drift",
                    .object([
                        .init("missing_share", .number(drift.missingShare)),
                        .init("mean_shift", .optional(drift.meanShift)), .init("outside", .optional(drift.outside)),
                        .init("large", .boolean(drift.isLarge)),
                    ])))
        }
        return .object(members)
    }
}

extension Importance {
    func json(_ name: String) -> JSONValue {
        .object([
            .init("column", .string(name)), .init("gain_share", .optional(gainShare)),
            .init("permutation", .optional(permutation?.mean)),
            .init("permutation_standard_deviation", .optional(permutation?.standardDeviation)),
        ])
    }
}

extension WorstRow {
    var json: JSONValue {
        .object([
            .init("place", .string(place)), .init("target", .string(target)), .init("prediction", .string(prediction)),
            .init("loss", .number(loss)),
            .init("values", .object(values.map { .init($0.name, .optional($0.value)) })),
        ])
    }
}
