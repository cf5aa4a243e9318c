/// What the library, or a value given to it, did not allow; one sentence.
package struct XGBoostError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
