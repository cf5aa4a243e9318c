package import JSONBytes
package import Settings

/// How the workers took a new version, and what was done when one refused it.
package struct Rollout: Sendable {
    /// What is live after a refusal, where the version before was to be restored.
    enum Restored: Sendable, Equatable {
        case version(Int)
        /// No version was live before.
        case nothingBefore
        /// Somebody else has made another version live.
        case movedOn(Int)
    }

    let wait: FollowWait
    let check: FollowCheck
    /// Nil: nothing was to be restored.
    var restored: Restored?

    /// The version before, where it was made live again.
    package var restoredVersion: Int? { if case .version(let version) = restored { version } else { nil } }

    /// A line for people about a good end.
    package var text: String { wait.text(check) }

    package var json: JSONValue {
        guard restored != nil, case .object(var members) = wait.json(check) else { return wait.json(check) }
        members.append(.init("rolled_back_to", restoredVersion.map { .integer($0) } ?? .null))
        return .object(members)
    }

    /// Nil after a good end.
    package var failure: ProgramFailure? {
        guard let restored, case .refused(let refusals, let version, _) = check else { return wait.failure(check) }
        let outcome =
            switch restored {
            case .version(let before): "version \(before) is live again"
            case .nothingBefore: "and no version was live before it"
            case .movedOn(let other): "version \(other), published meanwhile, stays live"
            }
        return ProgramFailure(
            .workFailed, "version \(version) of \(wait.model) is REFUSED, \(outcome): \(refusals.text)")
    }
}
