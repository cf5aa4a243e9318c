/// Label names and values of one time series, in the order they are rendered.
package struct Labels: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    let rendered: String

    package init(dictionaryLiteral pairs: (String, String)...) { self.init(pairs) }

    package init(_ pairs: [(String, String)] = []) {
        rendered = pairs.map { "\($0.0)=\"\(Self.escape($0.1))\"" }.joined(separator: ",")
    }

    private init(rendered: String) { self.rendered = rendered }

    func adding(_ name: String, _ value: String) -> Labels {
        let pair = "\(name)=\"\(Self.escape(value))\""
        return Labels(rendered: rendered.isEmpty ? pair : rendered + "," + pair)
    }

    /// `{a="b"}`, or nothing without labels.
    var suffix: String { rendered.isEmpty ? "" : "{\(rendered)}" }

    private static func escape(_ value: String) -> String {
        var escaped = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
