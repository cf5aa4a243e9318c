package import ModelFile
package import ScoringModel

/// What is live where the new model is to go.
package enum LiveModel: Sendable {
    /// Nobody asked: no Redis was named.
    case unknown
    /// No version was ever published.
    case none
    /// There is a version, and this is why it can't be compared with.
    case unreadable(version: Int, reason: String)
    case model(AdmittedModel, version: Int)

    package var manifest: Manifest? { if case .model(let admitted, _) = self { admitted.model.manifest } else { nil } }
}

extension GateChoices {
    /// Whether a condition asks for what is live.
    package var comparesWithLive: Bool {
        conditions.contains { if case .notWorseThanLive = $0.requirement { true } else { false } }
    }
}
