import Synchronization

/// Lets one suspect be in flight in this process, over all lanes and models: when it kills the process, it is the only one
/// to be blamed. Any thread.
package final class SuspectPermit: Sendable {
    private let isTaken = Atomic(false)

    package init() {}

    /// True when the caller has the permit now.
    func take() -> Bool {
        isTaken.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    }

    func giveBack() { isTaken.store(false, ordering: .releasing) }
}
