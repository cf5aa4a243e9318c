import JSONBytes
import SchemaInference
import ScoringModel
import Settings

/// What a table holds, for people and for programs.
struct SchemaSummary {
    private let findings: SchemaFindings
    /// What was written; empty when nothing was.
    private let files: [String]

    init(_ findings: SchemaFindings, files: [String] = []) {
        self.findings = findings
        self.files = files
    }

    var text: String {
        var lines = TextTable(["table", "\(findings.path.visible(200)), \(findings.columns.count) columns"])
        let sampled = findings.sampledRows < findings.rowCount
        lines.append([
            "rows", "\(findings.rowCount)" + (sampled ? ", of which \(findings.sampledRows) were compared" : ""),
        ])
        if let target = findings.target { append(target, to: &lines) }
        var table = TextTable(
            ["COLUMN", "KIND", "MISSING", "VALUES", "DECISION", "WHY"], numbers: ["MISSING"],
            yielding: ["VALUES", "WHY"])
        for finding in findings.columns {
            table.append([
                finding.name.visible(), finding.kind.rawValue, "\(finding.missing)", finding.values,
                finding.decision == .suspect ? "feature (!)" : finding.decision.rawValue,
                finding.why.joined(separator: "; "),
            ])
        }
        var sections = [lines.text, table.text(columns: StandardOutput.columns)]
        if !findings.notes.isEmpty { sections.append(findings.notes.map { "* \($0)\n" }.joined()) }
        if let recipe = files.first {
            sections.append(files.map { "\($0)\n" }.joined() + "Next: scoreline-trainer train \(recipe)\n")
        }
        return sections.joined(separator: "\n")
    }

    private func append(_ target: TargetFinding, to lines: inout TextTable) {
        let why = target.why.map { " (\($0))" } ?? ""
        lines.append(["task", "\(target.task.rawValue), target \(findings.targetName?.visible() ?? "")\(why)"])
        guard !target.classes.isEmpty else { return }
        let shown = target.classes.prefix(12).map { "\($0.name.visible()) \($0.count)" }.joined(separator: ", ")
        lines.append(["classes", shown + (target.classes.count > 12 ? " …" : "")])
        if let positive = target.positive { lines.append(["positive", positive.visible()]) }
    }

    var json: String {
        var members: [JSONValue.Member] = [
            .init("file", .string(findings.path)), .init("rows", .integer(findings.rowCount)),
            .init("compared_rows", .integer(findings.sampledRows)),
            .init("target", findings.targetName.map { .string($0) } ?? .null),
            .init("task", findings.target.map { .string($0.task.rawValue) } ?? .null),
        ]
        if let target = findings.target, !target.classes.isEmpty {
            members.append(.init("classes", .object(target.classes.map { .init($0.name, .integer($0.count)) })))
            members.append(.init("positive", target.positive.map { .string($0) } ?? .null))
        }
        members.append(.init("columns", .array(findings.columns.map(json))))
        members.append(.init("by_time", findings.split.time.map { .string($0) } ?? .null))
        members.append(.init("by_group", findings.split.group.map { .string($0) } ?? .null))
        members.append(.init("notes", .array(findings.notes.map { .string($0) })))
        members.append(.init("files", .array(files.map { .string($0) })))
        return JSONValue.object(members).line
    }

    private func json(_ finding: ColumnFinding) -> JSONValue {
        .object([
            .init("name", .string(finding.name)), .init("kind", .string(finding.kind.rawValue)),
            .init("missing", .integer(finding.missing)), .init("values", .string(finding.values)),
            .init("decision", .string(finding.decision.rawValue)),
            .init("why", .array(finding.why.map { .string($0) })),
            .init("missing_number", finding.sentinel.map { .number(Double($0)) } ?? .null),
            .init("derived", .array(finding.derived.map { .string($0.name) })),
        ])
    }
}
