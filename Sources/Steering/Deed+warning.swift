import Settings

extension Steering.Deed {
    /// What was done, for programs that run in a terminal: a warning goes to standard error when it could not be written down.
    package func warned() -> Answer {
        if case .failure(let error) = record {
            StandardError.write("warning: it was done, but is missing in the audit log: \(error)\n")
        }
        return answer
    }
}
