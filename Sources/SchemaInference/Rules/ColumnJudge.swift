import ScoringModel

/// Asks the rules about every column.
struct ColumnJudge {
    private let table: TableSurvey
    private let target: Int?
    private let rules: [any ColumnRule]
    private let leakage: Leakage?

    init(_ table: TableSurvey, target: Int?, task: Task?) {
        self.table = table
        self.target = target
        let column = target.map { table.columns[$0] }
        // What says most about a column comes first.
        let first: [any ColumnRule] = [EmptyColumn(), DuplicateColumn(target: column)]
        rules = first + [NumberTexts(), KeyColumn(), RepeatedKey(), DateColumn(), NearlyConstant(), CellMixture()]
        leakage = if let column, let task { Leakage(column, task: task) } else { nil }
    }

    func findings() -> [ColumnFinding] {
        var findings: [ColumnFinding] = []
        var earlier: ColumnSummary?
        var taken = Set(table.columns.map(\.name))
        for (position, column) in table.columns.enumerated() {
            var finding = position == target ? targetFinding(column) : finding(column)
            if finding.decision == .date {
                finding.derived = DateFeatures.drafts(column, since: earlier, taken: taken)
                taken.formUnion(finding.derived.map(\.name))
                earlier = earlier ?? column
                finding.why.append(
                    finding.derived.isEmpty
                        ? "too short a time for anything to be derived"
                        : "derived: " + finding.derived.map { $0.name.visible() }.joined(separator: ", "))
                if finding.derived.isEmpty { finding.decision = .leftOut }
            }
            findings.append(finding)
        }
        return findings
    }

    private func targetFinding(_ column: ColumnSummary) -> ColumnFinding {
        ColumnFinding(
            name: column.name, kind: column.kind == .text ? .categorical : column.kind, missing: column.missing,
            values: ValueText.of(column), decision: .target,
            why: column.missing == 0 ? [] : ["\(column.missing) rows without it are left out"])
    }

    private func finding(_ column: ColumnSummary) -> ColumnFinding {
        var verdict = Verdict.keep(.categorical)
        for rule in rules {
            guard let found = rule.verdict(on: column, in: table) else { continue }
            verdict = found
            break
        }
        var finding = ColumnFinding(
            name: column.name, kind: verdict.kind, missing: column.missing, values: ValueText.of(column),
            decision: verdict.decision, why: verdict.why)
        guard finding.decision == .feature else { return finding }
        if finding.kind == .numeric, let sentinel = Sentinel.find(in: column) {
            finding.sentinel = sentinel.value
            finding.why.append(sentinel.why)
        }
        if let warning = leakage?.warning(about: column) {
            finding.decision = .suspect
            finding.why.append(warning)
        }
        return finding
    }
}
