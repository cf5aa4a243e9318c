import Redis
import Synchronization

/// How far a worker has been asked to stop. Only moves forward; any thread.
package final class StopSignal: Sendable {
    package enum Stage: UInt8, Sendable, Comparable {
        case running
        /// Claim nothing more; finish and commit what is being scored.
        case draining
        /// Give back what is being scored, now.
        case releasing

        package static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
    }

    private let stored = Atomic<UInt8>(Stage.running.rawValue)
    /// Triggered as soon as the stage is no longer `running`.
    let drain = Interrupt()
    private let release = Interrupt()

    package init() {}

    package var stage: Stage { Stage(rawValue: stored.load(ordering: .acquiring)) ?? .releasing }

    /// True when the stage moved forward.
    @discardableResult
    package func advance(to stage: Stage) -> Bool {
        let moved = stored.max(stage.rawValue, ordering: .acquiringAndReleasing).oldValue < stage.rawValue
        if stage >= .draining { drain.trigger() }
        if stage >= .releasing { release.trigger() }
        return moved
    }

    /// Waits that long, or until the stage moves forward.
    func pause(for duration: Duration) {
        switch stage {
        case .running: drain.wait(for: duration)
        case .draining: release.wait(for: duration)
        case .releasing: break
        }
    }
}
