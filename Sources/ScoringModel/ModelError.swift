/// A model that breaks a rule of its structure, in one sentence.
package struct ModelError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
