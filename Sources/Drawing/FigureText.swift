import Glibc
import JSONBytes

/// Numbers as people read them.
package enum FigureText {
    /// Four digits that count, no exponent between 0.0001 and a million: `0.8731`, `12.35`, `18 204`.
    package static func number(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let magnitude = value.magnitude
        // What rounding leaves of nothing.
        if magnitude < 1e-12 { return "0" }
        if magnitude >= 1_000_000_000 || magnitude < 0.0001 { return exponent(value) }
        if magnitude >= 1000 { return grouped(Int(value.rounded())) }
        return fixed(value, decimals: decimals(magnitude))
    }

    private static func decimals(_ magnitude: Double) -> Int {
        magnitude >= 1000 ? 0 : magnitude >= 100 ? 1 : magnitude >= 10 ? 2 : magnitude >= 0.01 ? 4 : 5
    }

    /// A mean and its spread, with the same decimals.
    package static func spread(_ mean: Double, _ deviation: Double) -> String {
        guard (0.0001..<1_000_000).contains(mean.magnitude), deviation.magnitude < 1e9 else {
            return "\(number(mean)) ± \(number(deviation))"
        }
        return "\(number(mean)) ± \(fixed(deviation, decimals: decimals(mean.magnitude)))"
    }

    /// "1 row", "12 rows".
    package static func counted(_ count: Int, _ noun: String) -> String {
        "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// At most so many characters of a name, for places that can't grow.
    package static func shortened(_ text: String, _ limit: Int = 24) -> String {
        text.count <= limit ? text : text.prefix(limit - 1) + "…"
    }

    /// A number between 0 and 1 with three decimals.
    package static func share(_ value: Double) -> String { fixed(value, decimals: 3) }

    package static func percent(_ value: Double) -> String {
        value > 0 && value < 0.001 ? "< 0.1 %" : fixed(value * 100, decimals: 1) + " %"
    }

    /// With a space between thousands.
    package static func grouped(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (position, digit) in digits.enumerated() {
            // A narrow space that does not break.
            if position > 0, (digits.count - position).isMultiple(of: 3) { text += "\u{202f}" }
            text.append(digit)
        }
        return (value < 0 ? "−" : "") + text
    }

    /// A sum of weights, or a column's value: whole where it is.
    package static func count(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? grouped(Int(value)) : number(value)
    }

    package static func fixed(_ value: Double, decimals: Int) -> String {
        let scale = pow(10, Double(decimals))
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < 1e15 else { return exponent(value) }
        var digits = String(Int(scaled))
        if decimals > 0 {
            digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
        }
        return (value < 0 && scaled > 0 ? "−" : "") + digits
    }

    private static func exponent(_ value: Double) -> String {
        let power = floor(log10(value.magnitude))
        return fixed(value / pow(10, power), decimals: 2) + "e" + String(Int(power))
    }

    /// Coordinates of a drawing: two decimals are finer than any screen.
    package static func coordinate(_ value: Double) -> String {
        DecimalNumber.shortest((value * 100).rounded() / 100)
    }
}
