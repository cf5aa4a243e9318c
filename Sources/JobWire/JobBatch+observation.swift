/// What those read of a batch who watch what is scored, between `encode` and the next `begin`.
extension JobBatch {
    /// One element per line of `rows`: whether it failed, and got no outputs.
    package var rowFailures: [Bool] { hasFailed }
}
