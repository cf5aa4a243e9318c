package import ModelRegistry
package import ScoringModel

/// What people want to know about one version.
package struct ModelCard: Sendable {
    package let model: String
    package let version: Int
    /// Whether it was live a moment ago.
    package let isLive: Bool
    package let manifest: Manifest
    /// How large its predictor is, in words and in numbers.
    package let facts: [(name: String, text: String)]
    package let counts: [NamedValue<Int>]
    /// Nil when it was pruned meanwhile.
    package let stored: ModelVersion?
    /// Nil when another version is live.
    package let pointer: ModelPointer?

    package init(
        _ model: String, version: Int, _ outline: ModelOutline, stored: ModelVersion?, pointer: ModelPointer?
    ) {
        self.model = model
        self.version = version
        self.stored = stored
        isLive = pointer?.version == version
        self.pointer = pointer?.version == version ? pointer : nil
        manifest = outline.manifest
        facts = outline.facts
        counts = outline.counts
    }

    /// Golden rows of Scoreline's own scorer prove nothing about the library that trained the model.
    package var isVerified: Bool { manifest.goldenOrigin != .reference }
}
