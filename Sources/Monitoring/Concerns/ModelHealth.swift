import JobQueue
import ModelRegistry

/// Whether scoring keeps up, in one word.
package enum ModelHealth: String, Sendable {
    /// Jobs wait and nobody answers them.
    case stuck
    /// Jobs wait longer than they should.
    case behind
    /// Jobs are answered as they come.
    case keepsUp = "keeps_up"
    /// There is nothing to do.
    case idle
}

extension ModelStatus {
    package var health: ModelHealth {
        let concerns = concerns()
        if concerns.contains(where: { $0.severity == .problem }) { return .stuck }
        if concerns.contains(where: { $0.kind == .waiting }) { return .behind }
        return depth.waiting + depth.inFlight > 0 || answersPerSecond >= 0.05 ? .keepsUp : .idle
    }

    /// Jobs a second, of all workers.
    package var answersPerSecond: Double { workers.reduce(0) { $0 + max(0, $1.jobsPerSecond) } }
}
