import ScoringModel

extension CardTexts {
    static let keys = ["purpose", "owner", "data", "limits"]
    /// Bytes of one text: the card is part of every model file.
    private static let sizeLimit = 20_000

    init(_ node: RecipeNode) throws(TrainingError) {
        self.init()
        for (key, node) in try node.members(Self.keys) {
            let text = try node.text()
            guard text.utf8.count <= Self.sizeLimit else {
                throw node.failure("\(node.place) has more than \(Self.sizeLimit) bytes")
            }
            switch key {
            case "purpose": purpose = text
            case "owner": owner = text
            case "data": data = text
            default: limits = text
            }
        }
    }
}
