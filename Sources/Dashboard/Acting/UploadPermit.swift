import Synchronization

/// One upload at a time, from its first byte until it is published: all of it is in memory.
final class UploadPermit: Sendable {
    private let isTaken = Atomic<Bool>(false)

    /// Nil while somebody else uploads.
    func take() -> Holding? { isTaken.exchange(true, ordering: .acquiring) ? nil : Holding(self) }

    final class Holding: Sendable {
        private let permit: UploadPermit

        fileprivate init(_ permit: UploadPermit) { self.permit = permit }

        deinit { permit.isTaken.store(false, ordering: .releasing) }
    }
}
