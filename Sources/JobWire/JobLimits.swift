/// What one job may ask for; each bound is checked before memory is taken.
package enum JobLimits {
    package static let bytes = 64 << 20
    package static let depth = 64
    package static let idBytes = 512
    package static let nameBytes = 1024
    /// `traceparent` and `metadata`, each.
    package static let echoBytes = 64 << 10
    /// Rows × what a row takes in, or × its output columns if they are more: a result stays below the 512 MiB that a value
    /// of Redis may have.
    package static let values = 16 << 20
    /// Names that come back in `parameters.ignored`.
    package static let ignoredNames = 16
    /// Rows that get a message in `row_errors`.
    package static let rowErrors = 10_000
}
