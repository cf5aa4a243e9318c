/// Names as Prometheus' text format 0.0.4 allows them.
///
/// swift-metrics' users name metrics and dimensions freely, such as `http.server.requests`; what the format forbids
/// becomes `_`.
enum MetricName {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    static func metric(_ name: String) -> String { sanitized(name, allowsColon: true) }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`.
    static func label(_ name: String) -> String { sanitized(name, allowsColon: false) }

    private static func sanitized(_ name: String, allowsColon: Bool) -> String {
        var sanitized = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": sanitized.unicodeScalars.append(scalar)
            case "0"..."9":
                if sanitized.isEmpty { sanitized = "_" }
                sanitized.unicodeScalars.append(scalar)
            case ":" where allowsColon: sanitized.unicodeScalars.append(scalar)
            default: sanitized += "_"
            }
        }
        return sanitized.isEmpty ? "_" : sanitized
    }
}
