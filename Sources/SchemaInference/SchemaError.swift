/// Why no recipe can be written for a table, in one sentence with the way out.
package struct SchemaError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// What was asked for can't be right: no such column, a name that is taken.
        case usage
        /// The table can't be read, or nothing can be learnt from it.
        case work
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
