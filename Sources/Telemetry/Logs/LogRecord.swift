import JSONBytes
import Logging
import ScoringModel

/// One line of a log before it is bytes.
struct LogRecord {
    /// Scalars of one text; what is longer is cut. Foreign texts come into messages, such as the reason of a refusal.
    static let maximumText = 8192

    /// In ms since 1970.
    var time: Int
    var level: Logger.Level
    var message: String
    var fields: Logger.Metadata

    /// Ends with the only newline in it.
    func line(_ format: LogFormat) -> [UInt8] {
        var bytes = format == .json ? json() : Array(text().utf8)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    // MARK: For people

    private func text() -> String {
        var text = "\(DateText.text(milliseconds: time)) \(level) \(Self.visible(message))"
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            text += " \(Self.visible(name))=\(Self.quoted(Self.visible("\(value)")))"
        }
        return text
    }

    private static func quoted(_ value: String) -> String {
        guard value.isEmpty || value.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else { return value }
        return "\"" + value.replacing("\"", with: "\\\"") + "\""
    }

    /// Without what ends the line or steers a terminal.
    private static func visible(_ text: String) -> String {
        cut(text).unicodeScalars.reduce(into: "") { visible, scalar in
            switch scalar.properties.generalCategory {
            case _ where scalar == "\n": visible += "\\n"
            case .control, .format, .lineSeparator, .paragraphSeparator:
                visible += "\\u{\(String(scalar.value, radix: 16))}"
            default: visible.unicodeScalars.append(scalar)
            }
        }
    }

    private static func cut(_ text: String) -> String {
        // Bytes first: they are counted at no cost.
        guard text.utf8.count > maximumText, text.unicodeScalars.count > maximumText else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximumText))) + "…"
    }

    // MARK: For machines

    private func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("time")
        writer.write(DateText.text(milliseconds: time))
        writer.key("level")
        writer.write(level.rawValue)
        writer.key("message")
        writer.write(Self.cut(message))
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            // No name may stand twice.
            writer.key(name: ["time", "level", "message"].contains(name) ? "metadata." + name : name)
            Self.write(value, depth: 0, &writer)
        }
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ value: Logger.MetadataValue, depth: Int, _ writer: inout JSONWriter) {
        switch value {
        case .array(let elements) where depth < 8:
            writer.beginArray()
            for element in elements { write(element, depth: depth + 1, &writer) }
            writer.endArray()
        case .dictionary(let members) where depth < 8:
            writer.beginObject()
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                writer.key(name: name)
                write(member, depth: depth + 1, &writer)
            }
            writer.endObject()
        default: writer.write(cut("\(value)"))
        }
    }
}
