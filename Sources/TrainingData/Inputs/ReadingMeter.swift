import Checksum
import Tables

/// Counts and fingerprints the bytes of a reading, over all of its inputs.
final class ReadingMeter {
    private var hasher: SHA256.Hasher? = SHA256.Hasher()
    private(set) var bytes = 0
    /// Called after each piece.
    var report: (_ bytes: Int) -> Void = { _ in }

    func count(_ piece: [UInt8]) {
        hasher?.update(piece.span)
        bytes += piece.count
        report(bytes)
    }

    /// The SHA-256 of everything, in lower-case hexadecimal; once.
    func finish() -> String {
        guard let hasher = hasher.take() else { preconditionFailure("a digest is made once") }
        return SHA256.hex(digest: hasher.finish())
    }
}

/// An input whose bytes are counted as they are read.
final class MeteredInput: ByteInput {
    private let input: any ByteInput
    private let meter: ReadingMeter

    init(_ input: any ByteInput, _ meter: ReadingMeter) {
        self.input = input
        self.meter = meter
    }

    var name: String { input.name }
    var size: Int? { input.size }

    func next() throws(TableError) -> [UInt8]? {
        guard let piece = try input.next() else { return nil }
        meter.count(piece)
        return piece
    }
}
