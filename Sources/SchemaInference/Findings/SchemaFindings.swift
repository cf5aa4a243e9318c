package import ScoringModel

/// What a table holds, and what a first recipe makes of it.
package struct SchemaFindings: Sendable {
    /// As given.
    package let path: String
    package let rowCount: Int
    /// Rows that the rules looked at.
    package let sampledRows: Int
    /// In the table's order.
    package let columns: [ColumnFinding]
    /// Nil when no column was named as the target.
    package let target: TargetFinding?
    package let targetName: String?
    package let split: SplitChoice
    package let booster: BoosterChoice
    package let survey: TableSurvey

    package init(_ survey: TableSurvey, target name: String?, task: Task? = nil) throws(SchemaError) {
        path = survey.path
        rowCount = survey.rowCount
        sampledRows = survey.sampledRows
        self.survey = survey
        targetName = name
        let position = try name.map { name throws(SchemaError) in try survey.position(of: name) }
        let target = try position.map { position throws(SchemaError) in
            try TargetFinding(survey.columns[position], in: survey, asked: task)
        }
        self.target = target
        columns = ColumnJudge(survey, target: position, task: target?.task).findings()
        split = SplitChoice(survey, besides: position ?? -1)
        booster = BoosterChoice(rows: survey.rowCount, features: columns.count { $0.isFeature })
        guard target == nil || columns.contains(where: { $0.isFeature || !$0.derived.isEmpty }) else {
            throw SchemaError(
                .work, "\(path): no column but the target is of use as a feature; `scoreline-trainer inspect` says why")
        }
    }

    package var features: [ColumnFinding] { columns.filter(\.isFeature) }
    package var leftOut: [ColumnFinding] { columns.filter { $0.decision == .leftOut } }
}

extension ColumnFinding {
    /// Whether rows are asked for it, and the model sees it as it is.
    package var isFeature: Bool { decision == .feature || decision == .suspect }
}
