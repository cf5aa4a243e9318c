import Files
import Glibc
import JSONBytes
import ModelFile
import ModelTraining
import ScoringModel
import Settings

/// Proves that a recipe gives the same bytes again.
struct RepeatCheck {
    private static let sizeLimit = 512 << 20

    private let recipe: Recipe
    private let path: String
    /// The file that is there; nil without one.
    private let stored: (bytes: [UInt8], model: Model)?

    init(_ recipe: Recipe, path: String) throws {
        self.recipe = recipe
        self.path = path
        guard unsafe access(path, F_OK) == 0 else {
            stored = nil
            return
        }
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(path, limit: Self.sizeLimit) } catch {
            throw ProgramFailure(.workFailed, "\(error)")
        }
        do { stored = (bytes, try Gate.admit(bytes).model) } catch {
            throw ProgramFailure(.workFailed, "\(path) is refused: \(error)")
        }
    }

    func perform(showsProgress: Bool) throws -> Finding {
        let progress = TrainingProgressLine(isShown: showsProgress)
        defer { progress.clear() }
        let createdAt = try stored?.model.manifest.createdAt ?? CreationTime.text()
        var first = try train(createdAt, progress)
        guard let stored else {
            let second = try train(createdAt, progress)
            return Finding(
                name: recipe.name, other: "a second training", difference: second.difference(from: first),
                byteCount: try Self.bytes(second).count, hasEqualBytes: try Self.bytes(first) == Self.bytes(second))
        }
        // What gate and --force said belongs to the hour, as the time does.
        first.manifest.training?.gate = stored.model.manifest.training?.gate ?? []
        first.manifest.training?.isForced = stored.model.manifest.training?.isForced ?? false
        let bytes = try Self.bytes(first)
        return Finding(
            name: recipe.name, other: path, difference: first.difference(from: stored.model), byteCount: bytes.count,
            hasEqualBytes: bytes == stored.bytes)
    }

    private func train(_ createdAt: String, _ progress: TrainingProgressLine) throws -> Model {
        var trainer = ModelTrainer(recipe, createdAt: createdAt)
        trainer.progress = { progress.show($0) }
        return try trainer.train().model
    }

    private static func bytes(_ model: Model) throws -> [UInt8] {
        do { return try ModelFile.encode(model) } catch { throw ProgramFailure(.workFailed, "\(error)") }
    }

    /// What came out.
    struct Finding {
        let name: String
        /// What the training was compared with.
        let other: String
        /// What differs first; nil for equal models.
        let difference: String?
        let byteCount: Int
        let hasEqualBytes: Bool

        var text: String {
            hasEqualBytes ? "\(name): training gives the same \(byteCount) bytes as \(other)\n" : ""
        }

        var failure: ProgramFailure? {
            if hasEqualBytes { return nil }
            let problem = difference ?? "the bytes of the file differ, though not the model"
            return ProgramFailure(.workFailed, "\(name): training does not give \(other) again: \(problem)")
        }

        var json: String {
            JSONValue.object([
                .init("name", .string(name)), .init("compared_with", .string(other)),
                .init("equal", .boolean(hasEqualBytes)),
                .init("difference", difference.map { .string($0) } ?? .null), .init("bytes", .integer(byteCount)),
            ]).line
        }
    }
}
