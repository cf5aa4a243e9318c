/// What must hold for a publication to happen.
package enum PublishCondition: Sendable, Equatable {
    /// Whatever is live; a publication that another one overtook is tried again.
    case none
    /// No version is live; otherwise the error is `alreadyPresent`.
    case ifAbsent
    /// The generation is this one, 0 before the first publication; otherwise the error is `conflict`.
    case ifGeneration(Int)
}
