package import ScoringEngine
package import ScoringModel

/// A model that passed the gate, with all that scoring it takes. Immutable; any thread.
package struct AdmittedModel: Sendable {
    package let model: Model
    package let scorer: BatchScorer
    package let encoder: RowEncoder
    package let outputs: OutputCalculator
    /// Lower-case hex SHA-256 of the whole file.
    package let sha256: String
    /// Bytes of the file.
    package let byteCount: Int
    /// Bytes that it takes in memory, as `Gate` counts them.
    package let memory: Int
    /// Largest difference between a margin of a golden row and its golden value.
    package let goldenDifference: Float
}
