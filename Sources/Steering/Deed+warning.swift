import Settings

extension Steering.Deed {
    /// What was done, for programs that run in a terminal: warnings go to standard error, of what applications notice and
    /// when it could not be written down.
    package func warned() -> Answer {
        for change in changes { StandardError.write("warning: unlike what was live before: \(change)\n") }
        if case .failure(let error) = record {
            StandardError.write("warning: it was done, but is missing in the audit log: \(error)\n")
        }
        return answer
    }
}
