/// One entry of the recipe's `features.derived`: a feature that is computed from others.
package struct DerivedChoice: Sendable, Equatable {
    package enum Operation: String, Sendable, CaseIterable {
        case log1p
        case ratio
        case difference
        case clip
        case bucket
        case datePart = "date_part"
        case daysSince = "days_since"
        case concat
    }

    package var name: Located<String>
    package var operation: Located<Operation>
    /// Features, in the operation's order.
    package var of: [Located<String>]
    /// Of `clip`; at least one of the two.
    package var low: Float?
    package var high: Float?
    /// Of `bucket`, ascending.
    package var edges: [Float] = []
    /// Of `date_part`, such as `month`.
    package var part: Located<String>?
    /// Of `days_since`: a date, or a date column.
    package var since: Located<String>?
    /// Of `concat`.
    package var separator = "|"
}
