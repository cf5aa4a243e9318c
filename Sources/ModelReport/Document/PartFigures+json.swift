import Evaluation
import JSONBytes
import ScoringModel

extension PartFigures {
    func json(_ labels: [String]) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("rows", .integer(rows)), .init("weight", .number(weight)),
            .init("metrics", .numbers(metrics)), .init("baseline", .numbers(baseline)),
            .init("live", .numbers(live)),
        ]
        if let bootstrap {
            members.append(
                .init(
                    "intervals",
                    .object([
                        .init("level", .number(0.95)), .init("resamples", .integer(bootstrap.resamples)),
                        .init("rows", .integer(bootstrap.rows)),
                        .init("metrics", .object(bootstrap.intervals.map { .init($0.name, .optional($0.value)) })),
                    ])))
        }
        if let binary { members += binary.members }
        if let confusion {
            let rows = (0..<confusion.classCount).map { target in
                JSONValue.numbers((0..<confusion.classCount).map { confusion.count(target: target, predicted: $0) })
            }
            members.append(
                .init(
                    "confusion",
                    .object([.init("labels", .array(labels.map { .string($0) })), .init("counts", .array(rows))])))
        }
        if let residuals { members.append(.init("residuals", residuals.json)) }
        return .object(members)
    }
}

extension BinaryFigures {
    fileprivate var members: [JSONValue.Member] {
        func points(_ curve: [CurvePoint]) -> JSONValue {
            .array(curve.map { .array([.number($0.x), .number($0.y), .optional($0.threshold.map(Double.init))]) })
        }
        let bins = calibration.bins.map { bin in
            JSONValue.object([
                .init("lower", .number(bin.lower)), .init("upper", .number(bin.upper)),
                .init("weight", .number(bin.weight)), .init("mean_score", .number(bin.meanScore)),
                .init("observed", .number(bin.observed)),
            ])
        }
        let levels = thresholds.map { point in
            JSONValue.object([
                .init("threshold", .number(Double(point.threshold))),
                .init("precision", .number(point.counts.precision)),
                .init("recall", .number(point.counts.recall)), .init("f1", .number(point.counts.f1)),
                .init("accuracy", .number(point.counts.accuracy)),
                .init("flagged_share", .number(point.counts.flaggedShare)),
            ])
        }
        return [
            .init("roc", points(roc)), .init("precision_recall", points(precisionRecall)),
            .init("calibration", .array(bins)), .init("thresholds", .array(levels)),
            .init(
                "scores",
                .object([
                    .init("other", .numbers(scores.map(\.other))), .init("positive", .numbers(scores.map(\.positive))),
                ])),
        ]
    }
}

extension ResidualSummary {
    fileprivate var json: JSONValue {
        .object([
            .init("mean", .number(mean)), .init("standard_deviation", .number(standardDeviation)),
            .init("quantiles", .numbers(quantiles)),
            .init(
                "histogram",
                .array(
                    histogram.map {
                        .object([
                            .init("lower", .number($0.lower)), .init("upper", .number($0.upper)),
                            .init("count", .integer($0.count)),
                        ])
                    })),
        ])
    }
}

extension ReportInput.LearningCurve {
    var json: JSONValue {
        .object([
            .init("metric", .string(metric)), .init("training", .numbers(training)),
            .init("validation", .numbers(validation)),
        ])
    }
}
