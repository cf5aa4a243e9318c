import TestSupport
import Testing

@testable import ModelImport

/// A file in which some bits were changed, again and again.
enum ChangedBits {
    /// Every changed file is refused, or gives a model that `validate` finds valid; at least one is taken.
    static func expectSafe(
        _ original: [UInt8], read: ([UInt8]) throws -> ImportedModel, validate: (ImportedModel) throws -> Void
    ) throws {
        var random = SeededGenerator(seed: UInt64(original.count))
        var taken = 0
        for _ in 0..<300 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            guard let model = try? read(bytes) else { continue }
            taken += 1
            try validate(model)
        }
        // Statistics are not checked: many changes do no harm. None taken would mean that nothing was tested.
        #expect(taken > 0)
    }
}
