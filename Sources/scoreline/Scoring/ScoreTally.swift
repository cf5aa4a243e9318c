import JSONBytes

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

    func json(seconds: Double) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("rows")
        writer.write(rows)
        writer.key("failed")
        writer.write(failed)
        writer.key("versions")
        writer.beginObject()
        for (version, rows) in sortedVersions {
            writer.key(name: version)
            writer.write(rows)
        }
        writer.endObject()
        writer.key("seconds")
        writer.write((seconds * 1000).rounded() / 1000)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    func sentence(seconds: Double) -> String {
        let rate = seconds > 0 ? Int(Double(rows) / seconds) : rows
        let parts = sortedVersions.map { "\($0.rows) by version \($0.version)" }
        let by = parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
        return "\(rows) rows in \((seconds * 10).rounded() / 10) s, \(rate) rows/s\(by)"
    }
}
