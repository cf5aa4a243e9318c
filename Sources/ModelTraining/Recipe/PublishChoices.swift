/// The recipe's `publish`: what happens to versions once they are live. Flags stand above it.
package struct PublishChoices: Sendable, Equatable {
    /// Versions that are kept after a publish; nil: as many as without a recipe.
    package var keep: Int?
    /// Seconds to wait until every live worker has the version; nil: not at all.
    package var wait: Int?
    package var rollbackOnRefusal: Bool?
}

extension PublishChoices {
    static let keys = ["keep", "wait", "rollback_on_refusal"]

    init(_ node: RecipeNode) throws(TrainingError) {
        for (key, node) in try node.members(Self.keys) {
            switch key {
            case "keep": keep = try node.whole(in: 1...10_000)
            case "wait": wait = try node.whole(in: 0...604_800)
            default: rollbackOnRefusal = try node.boolean()
            }
        }
    }
}
