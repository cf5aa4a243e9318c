import Host
import Redis
import Synchronization

/// Which of a model's lanes listens for jobs, and which rest until there is more than the others can take.
///
/// One listens. Did all of them, a trickle of jobs would be spread over small batches on many threads, and a batch costs Redis
/// and the worker the same however many jobs it has. Any thread.
final class LaneCrew: Sendable {
    private struct State {
        var isListening = false
        /// The last one is called first: its memory is still near.
        var resting: [Int] = []
    }

    private let state = Mutex(State())
    private let bells: [WakePipe]

    init(lanes: Int) { bells = (0..<lanes).map { _ in WakePipe() } }

    /// True when the lane is to listen, until `stopListening`. Else it is to rest, and may be called from now on: a call between
    /// this and `rest` is not lost.
    func listens(elseResting lane: Int) -> Bool {
        state.withLock { state in
            guard state.isListening else {
                state.isListening = true
                return true
            }
            state.resting.append(lane)
            return false
        }
    }

    func stopListening() { state.withLock { $0.isListening = false } }

    /// Rests until the lane that is not to listen is called, that long at most, or until the interrupt is triggered.
    func rest(_ lane: Int, upTo limit: Duration, or interrupt: Interrupt) {
        interrupt.wait(for: limit, or: bells[lane])
        bells[lane].received()
        state.withLock { state in state.resting.removeAll { $0 == lane } }
    }

    /// Calls one lane that rests, if any does: there is more to do. Gives whether one was called.
    @discardableResult
    func callOne() -> Bool {
        guard let lane = state.withLock({ $0.resting.popLast() }) else { return false }
        bells[lane].send()
        return true
    }
}
