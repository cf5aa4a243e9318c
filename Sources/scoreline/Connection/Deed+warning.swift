import Settings
import Steering

extension Steering.Deed {
    /// What was done; a warning goes to standard error when it could not be written down.
    func warned() -> Answer {
        if case .failure(let error) = record {
            StandardError.write("warning: it was done, but is missing in the audit log: \(error)\n")
        }
        return answer
    }
}
