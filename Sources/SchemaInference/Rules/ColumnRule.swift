/// One question about a column. The first rule that has an answer decides.
protocol ColumnRule: Sendable {
    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict?
}

struct Verdict: Sendable, Equatable {
    let kind: ColumnFinding.Kind
    let decision: ColumnFinding.Decision
    let why: [String]

    static func leaveOut(_ kind: ColumnFinding.Kind, _ why: String) -> Verdict {
        Verdict(kind: kind, decision: .leftOut, why: [why])
    }

    static func keep(_ kind: ColumnFinding.Kind, _ why: String...) -> Verdict {
        Verdict(kind: kind, decision: .feature, why: why)
    }
}

extension ColumnSummary {
    /// The kind where the cells are of one.
    var kind: ColumnFinding.Kind {
        switch content {
        case .numbers: .numeric
        case .booleans: .boolean
        case .dates: .date
        case .texts: .text
        case nil: present == 0 ? .empty : .text
        }
    }
}
