/// The part of YAML that a configuration file needs: one mapping from keys to scalars or lists of scalars.
///
/// A whole YAML library would bring full Foundation into the worker. What is not understood is refused by line, never
/// guessed: nested mappings, anchors, tags, multi-line texts, several documents.
enum FlatYAML {
    static func parse(_ text: String) throws(SettingsError) -> [(key: String, value: ConfigurationValue)] {
        var pairs: [(key: String, value: ConfigurationValue)] = []
        var openList: (key: String, items: [String])?
        // By bytes: the two of a CRLF are one Character.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let rawLine = Substring(bytes)
            let number = index + 1
            let line = withoutComment(rawLine.last == "\r" ? rawLine.dropLast() : rawLine)
            let content = trimmed(line)
            if content.isEmpty || (pairs.isEmpty && openList == nil && content == "---") { continue }
            if content.hasPrefix("- ") || content == "-" {
                guard openList != nil else {
                    throw SettingsError("line \(number): a list item without a key before it")
                }
                openList?.items.append(try scalar(trimmed(content.dropFirst()), number))
                continue
            }
            if let list = openList { pairs.append((list.key, value(of: list.items))) }
            openList = nil
            guard line.first?.isWhitespace != true else {
                throw SettingsError("line \(number): nested keys are not known here; keys are the flags' names")
            }
            guard let colon = content.firstIndex(of: ":") else {
                throw SettingsError("line \(number): expected \"key: value\"")
            }
            let key = try scalar(trimmed(content[..<colon]), number)
            let value = trimmed(content[content.index(after: colon)...])
            if value.isEmpty {
                openList = (key, [])
            } else if value.hasPrefix("["), value.hasSuffix("]") {
                let inner = trimmed(value.dropFirst().dropLast())
                var items: [String] = []
                if !inner.isEmpty {
                    for item in inner.split(separator: ",", omittingEmptySubsequences: false) {
                        items.append(try scalar(trimmed(item), number))
                    }
                }
                pairs.append((key, .list(items)))
            } else {
                pairs.append((key, .scalar(try scalar(value, number))))
            }
        }
        if let list = openList { pairs.append((list.key, value(of: list.items))) }
        return pairs
    }

    /// A key with nothing after it and no items below it has an empty text.
    private static func value(of items: [String]) -> ConfigurationValue { items.isEmpty ? .scalar("") : .list(items) }

    private static func scalar(_ text: Substring, _ line: Int) throws(SettingsError) -> String {
        guard let first = text.first else { return "" }
        if first == "\"" || first == "'" {
            guard text.count >= 2, text.last == first, !text.dropFirst().dropLast().contains(first),
                !text.contains("\\")
            else {
                throw SettingsError("line \(line): a quoted text that does not end, or holds quotes or backslashes")
            }
            return String(text.dropFirst().dropLast())
        }
        guard !"&*!|>{}[]%@`".contains(first), !text.contains(": ") else {
            // Not shown: it may hold a password.
            throw SettingsError("line \(line): a text that YAML does not read as it stands; quote it")
        }
        return String(text)
    }

    /// A comment starts at a `#` at the line's start or after a space, outside quotes.
    private static func withoutComment(_ line: Substring) -> Substring {
        var quote: Character?
        var previous: Character = " "
        for index in line.indices {
            let character = line[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "#", previous.isWhitespace {
                return line[..<index]
            } else if character == "\"" || character == "'", previous.isWhitespace || previous == "[" || previous == ","
            {
                quote = character
            }
            previous = character
        }
        return line
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
