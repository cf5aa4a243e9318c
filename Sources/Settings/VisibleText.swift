/// Foreign text on its way to a terminal, which must not take orders from it.
package enum VisibleText {
    /// Control and format characters, line ends among them, become `\u{…}`; a long text is cut.
    package static func line(_ text: String, most: Int = 60) -> String {
        let scalars = text.unicodeScalars
        let shown = scalars.prefix(most).map { isPlain($0) ? String($0) : escape($0) }.joined()
        return scalars.dropFirst(most).isEmpty ? shown : shown + "…"
    }

    /// A whole text: tabs and line ends stay.
    package static func block(_ text: String) -> String {
        text.unicodeScalars.map { isPlain($0) || $0 == "\n" || $0 == "\t" ? String($0) : escape($0) }.joined()
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }
}
