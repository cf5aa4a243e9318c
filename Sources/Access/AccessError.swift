/// Settings by which nobody, or everybody, would be let in; one sentence.
package struct AccessError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
