import CScoringKernels
import Synchronization

/// Scratch memory for calls of one scorer: as many pieces as calls ever ran at the same time, kept for the next ones. A call
/// holds the lock for a few instructions.
final class ScratchPool: Sendable {
    private let byteCount: Int
    private let free = Mutex<[Piece]>([])

    /// `@unchecked Sendable`: a piece belongs to one call at a time.
    @safe private struct Piece: @unchecked Sendable {
        let memory: UnsafeMutableRawPointer
    }

    init(byteCount: Int) { self.byteCount = byteCount }

    deinit {
        free.withLock { pieces in
            for piece in pieces { unsafe piece.memory.deallocate() }
        }
    }

    func withMemory(_ body: (UnsafeMutableRawPointer) -> Void) {
        let piece = free.withLock { $0.popLast() } ?? makePiece()
        unsafe body(piece.memory)
        free.withLock { $0.append(piece) }
    }

    private func makePiece() -> Piece {
        unsafe Piece(memory: .allocate(byteCount: byteCount, alignment: Int(scoreline_alignment)))
    }
}
