/// Why one row can't be scored; the other rows of its job are.
package struct RowError: Error, Equatable, Sendable {
    /// The codes of the wire protocol.
    package enum Code: String, Sendable, CaseIterable {
        case wrongWidth = "wrong_width"
        case missingFeature = "missing_feature"
        case notANumber = "not_a_number"
        case outOfRange = "out_of_range"
        case unseenCategory = "unseen_category"
        case wrongType = "wrong_type"
    }

    package var code: Code
    /// A predicate of the row, such as "has no value for the required feature sex".
    package var problem: String

    package init(_ code: Code, _ problem: String) {
        self.code = code
        self.problem = problem
    }

    package func message(row: Int) -> String { "row \(row) \(problem)" }
}
