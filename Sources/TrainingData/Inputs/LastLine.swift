/// The last line of a text that is not blank, for a message; of a long text it keeps the end.
struct LastLine {
    private static let kept = 4096
    private var bytes: [UInt8] = []

    mutating func append(_ more: [UInt8]) {
        bytes += more
        if bytes.count > Self.kept { bytes.removeFirst(bytes.count - Self.kept) }
    }

    /// At most 300 characters, none of them a control character.
    var text: String {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { line in
            String(decoding: line, as: UTF8.self).unicodeScalars.filter { !$0.properties.isWhitespace || $0 == " " }
        }
        let last = lines.last { line in line.contains { $0 != " " } }
        return last.map { String(String($0.filter { $0.value >= 0x20 && $0.value != 0x7F }).prefix(300)) } ?? ""
    }
}
