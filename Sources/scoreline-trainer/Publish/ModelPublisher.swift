import Keyspace
import ModelFile
import ModelPublishing
import ModelRegistry
import Redis
import ScoringModel
import Settings
import Steering

/// Makes a written model the live version. Settings are checked before the work starts, Redis is asked when it is done.
struct ModelPublisher {
    private let settings: ConnectionSettings
    private let publisher: Publisher

    init(_ layers: SettingsLayers, defaults: PublishDefaults = PublishDefaults()) throws(SettingsError) {
        settings = try ConnectionSettings(layers)
        publisher = try Publisher(layers, defaults: defaults)
    }

    /// Publishes, and waits for the workers where that is wanted.
    func publish(_ output: ModelOutput, how: PublishWay = .publish, showsProgress: Bool) throws -> PublishedModel {
        let name = output.admitted.model.manifest.name
        var publication: Publication?
        do {
            let keys = try settings.keyspace.model(name)
            var connection = try RedisConnection.open(settings.redis.forTrainer(of: keys), waitingFor: .seconds(10))
            let steering = Steering(keys, by: .caller(of: "scoreline-trainer"))
            let deed = try steering.publish(
                admitted: output.bytes, named: output.path, how: how, with: publisher, showsProgress: showsProgress,
                &connection)
            let found = deed.warned()
            publication = found
            let rollout = try steering.follow(found, with: publisher, showsProgress: showsProgress, &connection)
            return PublishedModel(name: name, publication: found, changes: deed.changesMember, rollout: rollout)
        } catch let error as RedisError {
            throw failure(ProgramFailure(error), publication, output)
        } catch let error as RegistryError {
            if case .redis(let cause) = error.kind { throw failure(ProgramFailure(cause), publication, output) }
            throw failure(ProgramFailure(.workFailed, error.description), publication, output)
        }
    }

    /// Says how far it went.
    private func failure(
        _ cause: ProgramFailure, _ publication: Publication?, _ output: ModelOutput
    ) -> ProgramFailure {
        let done = publication?.pointer.map { "version \($0.version) is live, but its workers could not be watched" }
        return ProgramFailure(
            cause.status, "\(done ?? "\(output.path) is written but not published"): \(cause.description)")
    }
}

extension RedisConfiguration {
    /// To the server that has the model's keys.
    func forTrainer(of keys: ModelKeys) -> RedisConfiguration {
        var configuration = self
        configuration.clientName = "scoreline-trainer"
        configuration.slotKey = keys.jobs
        return configuration
    }
}
