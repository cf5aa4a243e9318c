/// Why a whole job is answered without scores.
package struct JobFailure: Equatable, Sendable {
    /// The codes of the wire protocol.
    package enum Code: String, Sendable, CaseIterable {
        case badJSON = "bad_json"
        case noID = "no_id"
        case badID = "bad_id"
        case badJob = "bad_job"
        case noRows = "no_rows"
        case tooLarge = "too_large"
        case tooDeep = "too_deep"
        case unknownOutput = "unknown_output"
        case wrongVersion = "wrong_version"
        case expired
        case poison
    }

    var code: Code
    /// One sentence for people.
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
