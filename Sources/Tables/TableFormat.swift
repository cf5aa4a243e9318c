/// How a table is written down.
package enum TableFormat: String, Sendable, CaseIterable {
    /// RFC 4180 with a header line.
    case csv
    /// The same with tabs.
    case tsv
    /// One JSON object a line.
    case jsonLines = "jsonl"

    /// The format that a file's name says; nil when it says none.
    package init?(path: String) {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[name.index(after: dot)...].lowercased() {
        case "csv": self = .csv
        case "tsv", "tab": self = .tsv
        case "jsonl", "ndjson": self = .jsonLines
        default: return nil
        }
    }

    /// Nil for JSON Lines.
    var separator: UInt8? {
        switch self {
        case .csv: UInt8(ascii: ",")
        case .tsv: UInt8(ascii: "\t")
        case .jsonLines: nil
        }
    }
}
