import JSONBytes

/// All findings about a Redis, for people and for machines.
struct Diagnosis {
    /// Without a password.
    let server: String
    let findings: [Finding]

    func count(_ severity: Finding.Severity) -> Int { findings.count { $0.severity == severity } }

    var summary: String {
        let (problems, warnings) = (count(.problem), count(.warning))
        return
            "\(problems) \(problems == 1 ? "problem" : "problems"), \(warnings) \(warnings == 1 ? "warning" : "warnings")"
    }

    /// One line for each finding, and why and what to do below those that are not ok.
    var text: String {
        let width = findings.map(\.check.count).max() ?? 0
        var text = server + "\n"
        var model: String?
        for finding in findings {
            if finding.model != model, let name = finding.model { text += "\nmodel \(name)\n" }
            model = finding.model
            text +=
                "  " + padded(finding.severity.rawValue, 9) + padded(finding.check, width + 2) + finding.found + "\n"
            let indent = String(repeating: " ", count: width + 13)
            if let why = finding.why { text += indent + "why   \(why)\n" }
            if let mend = finding.mend { text += indent + "mend  \(mend)\n" }
        }
        if findings.contains(where: { $0.mend?.contains("redis-cli") == true }) {
            text += "\nGive redis-cli the address and the login of the server above: -h and -p, or -s, --tls, --user.\n"
        }
        return text + "\n\(summary)\n"
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    var json: JSONValue {
        .object([
            .init("redis", .string(server)), .init("problems", .integer(count(.problem))),
            .init("warnings", .integer(count(.warning))),
            .init(
                "findings",
                .array(
                    findings.map { finding in
                        .object([
                            .init("severity", .string(finding.severity.rawValue)),
                            .init("check", .string(finding.check)),
                            .init("model", finding.model.map { .string($0) } ?? .null),
                            .init("found", .string(finding.found)),
                            .init("why", finding.why.map { .string($0) } ?? .null),
                            .init("mend", finding.mend.map { .string($0) } ?? .null),
                        ])
                    })),
        ])
    }
}
