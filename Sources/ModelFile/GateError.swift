/// Why a model must not score jobs: the sentence that is shown as the reason of REFUSED.
package struct GateError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
