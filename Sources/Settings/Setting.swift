/// One configurable value: its name in every layer, its default, and how a text becomes a value.
///
/// `batch-jobs` is the flag `--batch-jobs`, the variable `SCORELINE_BATCH_JOBS` and the key `batch-jobs` of a file.
package struct Setting<Value: Sendable>: Sendable {
    package let name: String
    package let fallback: Value
    /// Completes "… is not": "a whole number from 1 to 64".
    let expected: String
    /// Whether a file may hold a list, whose items then reach `parse` with commas between them.
    let takesList: Bool
    let parse: @Sendable (String) -> Value?

    package init(
        _ name: String, default fallback: Value, expected: String, takesList: Bool = false,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.name = name
        self.fallback = fallback
        self.expected = expected
        self.takesList = takesList
        self.parse = parse
    }
}

extension Setting where Value == Int {
    package static func integer(_ name: String, default fallback: Int, in range: ClosedRange<Int>) -> Self {
        Setting(name, default: fallback, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            Int($0).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension Setting where Value == Int? {
    package static func optionalInteger(_ name: String, in range: ClosedRange<Int>) -> Self {
        Setting(name, default: nil, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            Int($0).flatMap { range.contains($0) ? .some(.some($0)) : nil }
        }
    }
}

extension Setting where Value == Duration {
    /// A number of seconds, fractions allowed.
    package static func seconds(_ name: String, default fallback: Duration, in range: ClosedRange<Double>) -> Self {
        duration(name, default: fallback, in: range, unit: "seconds") { .seconds($0) }
    }

    /// A number of milliseconds, fractions allowed.
    package static func milliseconds(_ name: String, default fallback: Duration, in range: ClosedRange<Double>) -> Self
    {
        duration(name, default: fallback, in: range, unit: "milliseconds") { .milliseconds($0) }
    }

    private static func duration(
        _ name: String, default fallback: Duration, in range: ClosedRange<Double>, unit: String,
        make: @escaping @Sendable (Double) -> Duration
    ) -> Self {
        Setting(
            name, default: fallback,
            expected: "a number of \(unit) from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
        ) { text in
            Double(text).flatMap { range.contains($0) ? make($0) : nil }
        }
    }
}

extension Setting where Value == Duration? {
    /// A number of seconds, fractions allowed; nil without one.
    package static func optionalSeconds(_ name: String, in range: ClosedRange<Double>) -> Self {
        let inner = Setting<Duration>.seconds(name, default: .zero, in: range)
        return Setting(name, default: nil, expected: inner.expected) { text in inner.parse(text).map { .some($0) } }
    }
}

extension Setting where Value == String {
    package static func text(_ name: String, default fallback: String) -> Self {
        Setting(name, default: fallback, expected: "a text") { $0 }
    }
}

extension Setting where Value == String? {
    /// With `takesList` a file may hold a list, which is a text with commas then.
    package static func optionalText(_ name: String, takesList: Bool = false) -> Self {
        Setting(name, default: nil, expected: "a text", takesList: takesList) { .some($0) }
    }
}

extension Setting where Value == [String] {
    /// Several values: a repeated flag, a list in a file, commas in a variable.
    package static func list(_ name: String) -> Self {
        Setting(name, default: [], expected: "a list", takesList: true) { text in
            let items = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return items.contains("") ? nil : items
        }
    }
}

extension Setting where Value == Bool {
    package static func flag(_ name: String) -> Self {
        Setting(name, default: false, expected: "true or false") {
            switch $0.lowercased() {
            case "true", "1", "yes": true
            case "false", "0", "no": false
            default: nil
            }
        }
    }
}

extension Setting where Value == Bool {
    package static func onOff(_ name: String, default fallback: Bool) -> Self {
        Setting(name, default: fallback, expected: "on or off") {
            switch $0.lowercased() {
            // A YAML file, and a chart's values, turn the words into truth values.
            case "on", "true", "1": true
            case "off", "false", "0": false
            default: nil
            }
        }
    }
}

private func plain(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
