/// What a caller can ask of a model; the names of the wire protocol.
package enum OutputKind: String, Sendable, CaseIterable {
    /// The prediction; of a `binary` model the positive class's probability.
    case score
    /// One per class.
    case probabilities
    /// The class's name.
    case label
    /// What the ensemble sums up, before the transform.
    case margin
}
