import JSONBytes
import Settings

/// What a run of `score` adds up to.
struct ScoreTally {
    private(set) var rows = 0
    private(set) var failed = 0
    /// Rows that got their outputs, by the version that scored them.
    private(set) var versions: [String: Int] = [:]

    mutating func add(_ answers: [RowAnswer], version: String?) {
        rows += answers.count
        var scored = 0
        for case .scored in answers { scored += 1 }
        failed += answers.count - scored
        if let version, scored > 0 { versions[version, default: 0] += scored }
    }

    /// By number where they are numbers.
    private var sortedVersions: [(version: String, rows: Int)] {
        versions.sorted { (Int($0.key) ?? .max, $0.key) < (Int($1.key) ?? .max, $1.key) }.map { ($0.key, $0.value) }
    }

    /// Of `score`.
    func json(seconds: Double) -> JSONValue {
        .object([
            .init("rows", .integer(rows)), .init("failed", .integer(failed)),
            .init("versions", .object(sortedVersions.map { .init($0.version, .integer($0.rows)) })),
            .init("seconds", .number((seconds * 1000).rounded() / 1000)),
        ])
    }

    /// Of `predict`, whose one model has no version: the checksum of its file says which one it was.
    func json(sha256: String, seconds: Double) -> JSONValue {
        .object([
            .init("rows", .integer(rows)), .init("failed", .integer(failed)), .init("sha256", .string(sha256)),
            .init("seconds", .number((seconds * 1000).rounded() / 1000)),
        ])
    }

    /// On standard output, unless the rows go there.
    static func write(_ line: String, output: String) throws {
        if output == "-" { StandardError.write(line) } else { try StandardOutput.write(line) }
    }

    func sentence(seconds: Double) -> String {
        let rate = seconds > 0 ? Int(Double(rows) / seconds) : rows
        let parts = sortedVersions.map { "\($0.rows) by version \($0.version)" }
        let by = parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
        return "\(rows) rows in \((seconds * 10).rounded() / 10) s, \(rate) rows/s\(by)"
    }
}
