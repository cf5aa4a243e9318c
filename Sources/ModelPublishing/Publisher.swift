package import Keyspace
package import ModelRegistry
package import Redis
package import Settings

/// Makes bytes that passed the gate the live version, as the flags of `PublishOptions` say.
///
/// Settings are checked when it is made, before any work; Redis is asked when it publishes.
package struct Publisher: Sendable {
    private let condition: PublishCondition
    private let kept: Int
    private let limit: Duration?
    private let rollsBack: Bool
    /// How long it goes on while Redis is away or fails over.
    private static let patience = Duration.seconds(30)

    /// Publishes under a condition, and waits for nobody.
    package init(condition: PublishCondition, keeping kept: Int = PublishDefaults().keep) {
        self.condition = condition
        self.kept = kept
        limit = nil
        rollsBack = false
    }

    package init(_ layers: SettingsLayers, defaults: PublishDefaults = PublishDefaults()) throws(SettingsError) {
        let generation = try layers.value(.optionalInteger("if-generation", in: 0...Int.max))
        if try layers.value(.flag("if-absent")) {
            guard generation == nil else { throw SettingsError("--if-absent and --if-generation exclude each other") }
            condition = .ifAbsent
        } else {
            condition = generation.map { .ifGeneration($0) } ?? .none
        }
        kept = try layers.value(.integer("keep", default: defaults.keep, in: 1...10_000))
        limit = try layers.value(.optionalSeconds("wait", in: 0...604_800)) ?? defaults.wait
        let isSet = layers.isSet("rollback-on-refusal")
        rollsBack = isSet ? try layers.value(.flag("rollback-on-refusal")) : defaults.rollbackOnRefusal
        guard limit != nil || !rollsBack else {
            throw SettingsError("rollback-on-refusal: it takes --wait SECONDS to hear of a refusal")
        }
    }

    /// Publishes, and removes versions that are one too many. `publisher` is shown with the version; a long upload is shown
    /// where `showsProgress` says so.
    package func publish(
        _ bytes: [UInt8], as keys: ModelKeys, by publisher: String = Caller.name, how: PublishWay,
        showsProgress: Bool = false, _ connection: inout RedisConnection
    ) throws(RegistryError) -> Publication {
        let registry = ModelRegistry(keys: keys)
        let pointer: ModelPointer
        var bar = ProgressBar(.bytes, doing: "uploading", total: bytes.count, isShown: showsProgress)
        defer { bar.clear() }
        do throws(RegistryError) {
            pointer = try registry.publish(
                bytes, by: publisher, how: how, condition: condition, persistingFor: Self.patience,
                progress: { bar.show($0) }, &connection)
        } catch {
            guard error.kind == .alreadyPresent else { throw error }
            return .present(error.description)
        }
        do throws(RegistryError) {
            _ = try registry.persist(for: Self.patience, &connection) { connection throws(RegistryError) in
                try registry.prune(keeping: kept, &connection)
            }
        } catch {
            // No failure: the version is live, and the next publication removes what this one left.
            StandardError.write(
                "warning: version \(pointer.version) of \(keys.name) is live, but older versions stay: \(error)\n")
        }
        return .published(pointer)
    }

    /// Waits for the workers where that is wanted, and goes back to the version before where one refuses; nil where nothing
    /// is to be waited for.
    package func follow(
        _ publication: Publication, of keys: ModelKeys, showsProgress: Bool, _ connection: inout RedisConnection
    ) throws(RegistryError) -> Rollout? {
        guard let limit, let pointer = publication.pointer else { return nil }
        let wait = FollowWait(keys, version: pointer.version, limit: limit, showsProgress: showsProgress)
        var rollout = Rollout(wait: wait, check: try wait.run(&connection))
        if rollsBack, case .refused = rollout.check, case .published = publication {
            rollout.restored = try goBack(from: pointer, of: keys, &connection)
        }
        return rollout
    }

    /// Only from what this publisher made live: the refusal of its version is no reason to undo somebody else's.
    private func goBack(
        from pointer: ModelPointer, of keys: ModelKeys, _ connection: inout RedisConnection
    ) throws(RegistryError) -> Rollout.Restored {
        guard let previous = pointer.previous else { return .nothingBefore }
        let registry = ModelRegistry(keys: keys)
        do throws(RegistryError) {
            let back = try registry.persist(for: Self.patience, &connection) { connection throws(RegistryError) in
                try registry.rollback(
                    to: previous, by: Caller.name, ifGeneration: pointer.generation, &connection)
            }
            return .version(back.version)
        } catch {
            guard error.kind == .conflict, let live = try registry.pointer(&connection) else { throw error }
            // A lost answer, and the rollback had happened.
            return live.version == previous ? .version(previous) : .movedOn(live.version)
        }
    }
}
