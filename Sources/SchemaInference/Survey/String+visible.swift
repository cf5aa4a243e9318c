extension String {
    /// For a terminal, a comment or a sentence: on one line, without control characters, and not longer than `limit`.
    package func visible(_ limit: Int = 40) -> String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text.count > limit ? text.prefix(limit - 1) + "…" : text
    }
}
