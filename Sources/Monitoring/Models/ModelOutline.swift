package import Keyspace
import ModelFile
import ModelRegistry
package import Redis
package import ScoringModel
import Settings

/// A version without the numbers it computes with.
package struct ModelOutline: Sendable {
    package let manifest: Manifest
    package let facts: [(name: String, text: String)]
    package let counts: [NamedValue<Int>]

    package init(_ manifest: Manifest, _ predictor: Predictor) {
        self.manifest = manifest
        facts = predictor.facts
        counts = predictor.counts
    }

    /// Reads the whole file, of at most `limit` bytes. Container and structure are checked, golden rows are not scored:
    /// that is for those who serve it.
    package static func read(
        _ version: Int, of keys: ModelKeys, limit: Int, _ connection: inout RedisConnection
    ) throws -> ModelOutline {
        let bytes = try ModelRegistry(keys: keys).fetch(version, sha256: nil, limit: limit, &connection)
        do {
            let model = try ModelFile.decode(bytes)
            return ModelOutline(model.manifest, model.predictor)
        } catch {
            throw ProgramFailure(.workFailed, "version \(version) of \(keys.name) can't be read: \(error)")
        }
    }
}
