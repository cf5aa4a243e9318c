import JSONBytes
import ModelTraining
import Settings

/// What the gate found, for people and for programs.
struct GateTable {
    private let verdict: GateVerdict
    private let isForced: Bool

    init(_ verdict: GateVerdict, isForced: Bool) {
        self.verdict = verdict
        self.isForced = isForced && !verdict.hasPassed
    }

    var text: String {
        var table = TextTable(["GATE", "", "FINDING"])
        for result in verdict.results {
            table.append([result.condition, result.hasPassed ? "passed" : "FAILED", result.finding])
        }
        return table.text + (isForced ? "forced: the model was taken although its gate failed\n" : "")
    }

    var json: JSONValue {
        .object([
            .init("passed", .boolean(verdict.hasPassed)), .init("forced", .boolean(isForced)),
            .init(
                "conditions",
                .array(
                    verdict.results.map {
                        .object([
                            .init("condition", .string($0.condition)), .init("passed", .boolean($0.hasPassed)),
                            .init("finding", .string($0.finding)),
                        ])
                    })),
        ])
    }

    /// A sentence for each condition that failed.
    var failure: ProgramFailure {
        let sentences = verdict.failures.map { "\($0.condition): \($0.finding)" }
        return ProgramFailure(
            .workFailed,
            "the gate refuses the model, so no model was written; change the recipe, or add --force\n"
                + sentences.joined(separator: "\n"))
    }
}
