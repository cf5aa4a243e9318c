/// The recipe's `card`: what people should know who use the model.
package struct CardTexts: Sendable, Equatable {
    /// What it is for.
    package var purpose: String?
    package var owner: String?
    /// Where the data come from.
    package var data: String?
    /// What it is not for.
    package var limits: String?
}

extension CardTexts {
    static let keys = ["purpose", "owner", "data", "limits"]
    /// Bytes of one text: the card is part of every model file.
    private static let sizeLimit = 20_000

    init(_ node: RecipeNode) throws(TrainingError) {
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
