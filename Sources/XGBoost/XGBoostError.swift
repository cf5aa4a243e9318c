/// What the library, or a value given to it, did not allow; one sentence.
package struct XGBoostError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
    /// Names that the library does not know, or does not use with the other parameters; empty when it failed otherwise.
    package let unusedParameters: [String]

    package init(_ description: String, unusedParameters: [String] = []) {
        self.description = description
        self.unusedParameters = unusedParameters
    }
}
