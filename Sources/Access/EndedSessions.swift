import Synchronization

/// Sessions that were logged out of before their time. Any thread.
///
/// Only this process knows them. Of too many the one that would end first is forgotten.
final class EndedSessions: Sendable {
    static let capacity = 10_000

    /// Nonce → end, in seconds since 1970.
    private let ends = Mutex<[String: Int]>([:])

    func add(_ session: Session, at now: Int) {
        ends.withLock { ends in
            if ends.count >= Self.capacity { ends = ends.filter { $0.value >= now } }
            if ends.count >= Self.capacity, let first = ends.min(by: { $0.value < $1.value }) {
                ends[first.key] = nil
            }
            ends[session.nonce] = session.end
        }
    }

    func contains(_ session: Session) -> Bool { ends.withLock { $0[session.nonce] != nil } }
}
