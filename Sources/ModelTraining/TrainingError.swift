/// Why there is no model, in one sentence with the file and line at fault.
package struct TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The recipe asks for something that can't be done: change the recipe.
        case recipe
        /// The table, or the training over it, failed.
        case work
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
