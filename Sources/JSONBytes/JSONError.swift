/// A text that is not the JSON that was expected, and where.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// Not JSON, or JSON of another shape than the caller asked for.
        case malformed
        /// Nested deeper than the reader's limit.
        case tooDeep
    }

    package let kind: Kind
    /// Offset of the byte that can't be accepted, counted from 0.
    package let byte: Int
    /// Such as "expected a value".
    package let problem: String

    package init(_ kind: Kind = .malformed, byte: Int, _ problem: String) {
        self.kind = kind
        self.byte = byte
        self.problem = problem
    }

    package var description: String { "byte \(byte): \(problem)" }
}
