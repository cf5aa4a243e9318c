/// The words of a column's name: `customerId`, `customer_id` and `Customer ID` are customer, id.
struct ColumnName {
    private static let keys: Set<String> = [
        "id", "ids", "uuid", "guid", "key", "index", "idx", "rowid", "rownum", "rownames", "unnamed", "nr",
        "identifier",
    ]
    let words: [String]

    init(_ name: String) {
        var words: [String] = []
        var word = ""
        var previous: Character = " "
        for character in name {
            if !character.isLetter || (character.isUppercase && previous.isLowercase) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if character.isLetter { word += character.lowercased() }
            previous = character
        }
        if !word.isEmpty { words.append(word) }
        self.words = words
    }

    /// Whether it says that the cells identify something.
    var isKey: Bool { words.last.map(Self.keys.contains) ?? false }

    /// Whether one name has all words of the other.
    func isLike(_ other: ColumnName) -> Bool {
        guard !words.isEmpty, !other.words.isEmpty else { return false }
        return Set(words).isSuperset(of: other.words) || Set(other.words).isSuperset(of: words)
    }
}
