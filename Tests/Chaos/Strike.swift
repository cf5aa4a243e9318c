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
    /// When the outage that counts began; nil when it is the return that counts.
    package var since: ContinuousClock.Instant?
    /// Brings back, once work goes on, what was not needed for that.
    package var restore: (() throws -> Void)?

    /// False when it turned out to be none.
    package var tookEffect = true

    package init() {}
}
