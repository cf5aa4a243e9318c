/// How a log line looks.
package enum LogFormat: String, Sendable, CaseIterable {
    /// For people: `TIME LEVEL MESSAGE NAME=VALUE …`.
    case text
    /// For machines: one JSON object with `time`, `level`, `message` and the fields.
    case json
}
