/// Lines of YAML with comments. Names come from a table's header and may hold anything.
struct YAMLText {
    /// Where a comment behind a value begins.
    private static let commentColumn = 44
    private(set) var text = ""

    mutating func blank() { text += "\n" }

    /// A comment of its own line.
    mutating func comment(_ comment: String, indent: Int = 0) {
        text += String(repeating: " ", count: indent) + "# \(comment)\n"
    }

    /// `key: value`; the value is YAML already.
    mutating func set(_ key: String, _ value: String = "", indent: Int = 0, _ comment: String? = nil) {
        line("\(Self.scalar(key)):" + (value.isEmpty ? "" : " \(value)"), indent: indent, comment)
    }

    /// A key that is not in force: what could be set, behind a `#`.
    mutating func offer(_ line: String, indent: Int = 0, _ comment: String? = nil) {
        self.line("# \(line)", indent: indent, comment)
    }

    mutating func item(_ value: String, indent: Int, _ comment: String? = nil) {
        line("- \(value)", indent: indent, comment)
    }

    private mutating func line(_ content: String, indent: Int, _ comment: String?) {
        var line = String(repeating: " ", count: indent) + content
        if let comment, !comment.isEmpty {
            line += String(repeating: " ", count: max(2, Self.commentColumn - line.count)) + "# \(comment)"
        }
        text += line + "\n"
    }

    /// A text as one YAML value, quoted where it could be read as something else.
    static func scalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    private static let reserved: Set<String> = [
        "yes", "no", "true", "false", "null", "on", "off", "y", "n", "nan", "inf",
    ]

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, !reserved.contains(text.lowercased()) else { return false }
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        }
        func isInner(_ byte: UInt8) -> Bool {
            isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-./".utf8.contains(byte)
        }
        // ../data.csv is a path, not a number.
        return (isLetter(first) || text.hasPrefix("../")) && text.utf8.allSatisfy(isInner)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
                    let digits = String(scalar.value, radix: 16)
                    quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
                default: quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}
