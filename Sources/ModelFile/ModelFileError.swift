/// A file that is no model, or a model that can't be written, in one sentence.
package struct ModelFileError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
