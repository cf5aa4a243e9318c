import Glibc
import Redis
import Synchronization

/// Which of a model's lanes listens for jobs, and which rest until there is more than the others can take.
///
/// One listens. Did all of them, a trickle of jobs would be spread over small batches on many threads, and a batch costs Redis
/// and the worker the same however many jobs it has. Any thread.
final class LaneCrew: Sendable {
    private struct State {
        var isListening = false
        /// Who was called last rests first: its memory is still near.
        var resting: [Int] = []
    }

    private let state = Mutex(State())
    private let bells: [LaneBell]

    init(lanes: Int) { bells = (0..<lanes).map { _ in LaneBell() } }

    /// True when the lane is to listen, until `stopListening`; else it is to rest.
    func listens() -> Bool {
        state.withLock { state in
            guard !state.isListening else { return false }
            state.isListening = true
            return true
        }
    }

    func stopListening() { state.withLock { $0.isListening = false } }

    /// Rests until the lane is called, that long at most, or until the interrupt is triggered.
    func rest(_ lane: Int, upTo limit: Duration, or interrupt: Interrupt) {
        state.withLock { $0.resting.append(lane) }
        bells[lane].wait(for: limit, or: interrupt)
        state.withLock { state in state.resting.removeAll { $0 == lane } }
    }

    /// Calls one lane that rests, if any does: there is more to do.
    func callOne() {
        if let lane = state.withLock({ $0.resting.popLast() }) { bells[lane].ring() }
    }
}

/// Wakes one thread, as often as needed; unlike an `Interrupt` it is silent again once heard.
private final class LaneBell: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        let made = unsafe pipe(&ends)
        precondition(made == 0, "no file descriptor is left for a pipe")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func ring() {
        // A write fails only when 64 KiB wait already.
        let byte: [UInt8] = [1]
        _ = unsafe byte.withUnsafeBytes { unsafe write(writeEnd, $0.baseAddress, 1) }
    }

    func wait(for limit: Duration, or interrupt: Interrupt) {
        interrupt.wait(for: limit, or: readEnd)
        var heard: [UInt8] = Array(repeating: 0, count: 64)
        _ = unsafe heard.withUnsafeMutableBytes { unsafe read(readEnd, $0.baseAddress, $0.count) }
    }
}
