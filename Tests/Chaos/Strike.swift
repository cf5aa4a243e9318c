/// What a fault has done so far, and how it ends.
package struct Strike {
    /// Workers that are dead: their claims must be given back.
    package var victims: [(identity: String, shape: WorkerShape, since: ContinuousClock.Instant)] = []
    /// How long it lasts.
    package var hold = Duration.zero
    /// Ends it.
    package var undo: (() throws -> Void)?
    /// Redis or the network comes back: work must go on soon.
    package var isOutage = false

    package init() {}
}
