/// Passwords in URLs, such as `redis://user:password@host`, wherever they stand in a text.
package enum URLPassword {
    /// The text with an ellipsis in the place of each password.
    package static func hidden(in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "://")?.upperBound {
            result += rest[..<start]
            rest = rest[start...]
            let word = rest.prefix { !$0.isWhitespace }
            guard let at = word.lastIndex(of: "@"), let colon = word[..<at].firstIndex(of: ":"),
                word.index(after: colon) < at
            else { continue }
            result += word[...colon] + "…"
            rest = rest[at...]
        }
        return result + rest
    }
}
