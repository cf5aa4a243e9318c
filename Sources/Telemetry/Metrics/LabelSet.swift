/// Label names and values of one time series, in the order of the names.
struct LabelSet: Sendable, Hashable {
    /// Labels of one series.
    static let maximumCount = 16
    /// Bytes of one value.
    static let maximumValueBytes = 1024

    /// `a="b",c="d"`; empty without labels.
    let rendered: String

    /// Nil when the format has no such labels: a name stands twice or is reserved, there are too many, or a value is too
    /// long.
    init?(_ dimensions: [(String, String)], reserved: String? = nil) {
        guard dimensions.count <= Self.maximumCount else { return nil }
        let pairs = dimensions.map { (name: MetricName.label($0.0), value: $0.1) }.sorted { $0.name < $1.name }
        for (index, pair) in pairs.enumerated() {
            guard !pair.name.hasPrefix("__"), pair.name != reserved, pair.value.utf8.count <= Self.maximumValueBytes,
                index == 0 || pair.name != pairs[index - 1].name
            else { return nil }
        }
        rendered = pairs.map { "\($0.name)=\"\(Self.escape($0.value))\"" }.joined(separator: ",")
    }

    /// `{a="b"}`, or nothing without labels.
    var suffix: String { rendered.isEmpty ? "" : "{\(rendered)}" }

    /// With one more label behind the others, whose value needs no escapes.
    func suffix(adding name: String, _ value: String) -> String {
        "{\(rendered)\(rendered.isEmpty ? "" : ",")\(name)=\"\(value)\"}"
    }

    private static func escape(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x0A || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }) else {
            return value
        }
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
