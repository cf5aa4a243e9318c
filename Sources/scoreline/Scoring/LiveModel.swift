import Keyspace
import ModelFile
import ModelRegistry
import Redis
import ScoringEngine
import ScoringModel
import Settings

/// What a published version of a model takes and gives.
struct LiveModel {
    let version: Int
    /// Whether it is the version that was live a moment ago.
    let isLive: Bool
    let predictor: Predictor
    let manifest: Manifest
    let outputs: OutputCalculator
}

extension LiveModel {
    /// Most bytes of a model file that a client fetches.
    private static let sizeLimit = 2 << 30

    /// Reads the live version, or the one given. Container and structure are checked, golden rows are not scored: that is
    /// for those who serve it.
    init(
        _ keys: ModelKeys, version: Int? = nil, showsProgress: Bool = false, _ connection: inout RedisConnection
    ) throws {
        let registry = ModelRegistry(keys: keys)
        guard let pointer = try registry.pointer(&connection) else {
            throw UnknownModel.failure(keys, &connection)
        }
        let number = version ?? pointer.version
        let bytes: [UInt8]
        var bar: ProgressBar?
        do {
            defer { bar?.clear() }
            bytes = try registry.fetch(
                number, sha256: nil, limit: Self.sizeLimit,
                progress: { done, total in
                    if bar == nil {
                        bar = ProgressBar(.bytes, doing: "fetching", total: total, isShown: showsProgress)
                    }
                    bar?.show(done)
                }, &connection)
        }
        let model: Model
        do { model = try ModelFile.decode(bytes) } catch {
            throw ProgramFailure(.workFailed, "version \(number) of \(keys.name) can't be read: \(error)")
        }
        self.version = number
        isLive = number == pointer.version
        predictor = model.predictor
        manifest = model.manifest
        outputs = OutputCalculator(model.manifest, groupCount: model.predictor.groupCount)
    }

    /// The version that workers answer with: the live one, or where that can't be read the newest they serve instead, or
    /// the one before.
    static func served(
        _ keys: ModelKeys, showsProgress: Bool = false, _ connection: inout RedisConnection
    ) throws -> LiveModel {
        do {
            return try LiveModel(keys, showsProgress: showsProgress, &connection)
        } catch let failure as ProgramFailure {
            let registry = ModelRegistry(keys: keys)
            guard let pointer = try registry.pointer(&connection) else { throw failure }
            let served = try versions(of: registry, &connection)
            for version in served.sorted(by: >) + [pointer.previous].compactMap({ $0 }) where version != pointer.version
            {
                if let model = try? LiveModel(keys, version: version, &connection) { return model }
            }
            throw failure
        }
    }
    /// What workers serve; none for a client that may not read their records.
    private static func versions(
        of registry: ModelRegistry, _ connection: inout RedisConnection
    ) throws(RegistryError) -> [Int] {
        do throws(RegistryError) {
            return try registry.workers(&connection).compactMap(\.version)
        } catch {
            if case .redis(let cause) = error.kind, cause.isAccessRefused { return [] }
            throw error
        }
    }
}
