package import ModelFile

/// What is live where the new model is to go.
package enum LiveModel: Sendable {
    /// Nobody asked: no Redis was named.
    case unknown
    /// No version was ever published.
    case none
    /// There is a version, and this is why it can't be compared with.
    case unreadable(version: Int, reason: String)
    case model(AdmittedModel, version: Int)
}
