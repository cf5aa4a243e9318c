/// HTML or SVG. What a literal holds is markup; what is interpolated into it is text of unknown origin and escaped, unless
/// it is markup itself: `"<td>\(name)</td>"`.
package struct Markup: ExpressibleByStringInterpolation, Sendable {
    package private(set) var text: String

    package init(stringLiteral value: String) { text = value }
    package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    package static func += (one: inout Markup, other: Markup) { one.text += other.text }
    package static func + (one: Markup, other: Markup) -> Markup {
        var sum = one
        sum += other
        return sum
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

        package mutating func appendLiteral(_ literal: String) { text += literal }
        package mutating func appendInterpolation(_ markup: Markup) { text += markup.text }
        package mutating func appendInterpolation(_ number: Int) { text += String(number) }
        /// A coordinate.
        package mutating func appendInterpolation(_ number: Double) { text += FigureText.coordinate(number) }

        package mutating func appendInterpolation(_ outside: String) {
            for scalar in outside.unicodeScalars {
                switch scalar {
                case "&": text += "&amp;"
                case "<": text += "&lt;"
                case ">": text += "&gt;"
                case "\"": text += "&quot;"
                case "'": text += "&#39;"
                // Controls are no characters of a document; nor may a text turn its surroundings round.
                case "\u{0}"..."\u{8}", "\u{b}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{202a}"..."\u{202e}",
                    "\u{2066}"..."\u{2069}":
                    text += "\u{fffd}"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
    }
}

extension Sequence<Markup> {
    package func joined() -> Markup { reduce(into: "") { $0 += $1 } }
}
