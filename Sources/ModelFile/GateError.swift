/// Why a model must not score jobs: the sentence that is shown as the reason of REFUSED.
package struct GateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Which step the model did not pass.
    package enum Kind: Sendable {
        /// The bytes are no model file, or contradict themselves.
        case file
        /// It is another model than the one that was asked for.
        case name
        case memory
        case golden
    }

    package let kind: Kind
    package let description: String

    /// The end of the sentence for who named a file: what makes one that would do.
    package var nextStep: String {
        kind == .file ? "; scoreline-trainer train and scoreline-trainer import write model files" : ""
    }

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
