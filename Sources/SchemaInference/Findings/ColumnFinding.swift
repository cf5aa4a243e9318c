/// What was found out about one column, and what the recipe does with it.
package struct ColumnFinding: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case numeric, categorical, boolean, date
        /// Texts that are no categories.
        case text
        case empty
    }

    package enum Decision: String, Sendable {
        case target, feature
        /// A feature that tells more than a feature should.
        case suspect
        /// Not a feature itself; others are derived from it.
        case date
        case leftOut = "left out"
    }

    package let name: String
    package let kind: Kind
    /// Rows without a value.
    package let missing: Int
    /// For people: a range, or some of the categories.
    package let values: String
    package var decision: Decision
    /// Sentences for people; empty where nothing is remarkable.
    package var why: [String]
    /// The number that means *missing* in this column.
    package var sentinel: Float?
    package var derived: [DerivedDraft] = []
}

/// A derived feature for the recipe: `name` and the keys of its operation, in their order.
package struct DerivedDraft: Sendable, Equatable {
    package let name: String
    package let settings: [(key: String, value: String)]

    package static func == (one: DerivedDraft, other: DerivedDraft) -> Bool {
        one.name == other.name && one.settings.elementsEqual(other.settings) { $0 == $1 }
    }
}
