import Keyspace
import ModelFile
import ModelRegistry
import Redis
import ScoringModel
import Settings

/// Makes a written model the live version. Settings are checked before the work starts, Redis is asked when it is done.
struct ModelPublisher {
    private let settings: ConnectionSettings

    init(_ layers: SettingsLayers) throws(SettingsError) { settings = try ConnectionSettings(layers) }

    func publish(_ output: ModelOutput) throws -> Int {
        let name = output.admitted.model.manifest.name
        do {
            let keys = try settings.keyspace.model(name)
            var configuration = settings.redis
            configuration.clientName = "scoreline-trainer"
            configuration.slotKey = keys.jobs
            var connection = try RedisConnection.open(configuration, waitingFor: .seconds(10))
            return try ModelRegistry(keys: keys).publish(
                output.bytes, by: Caller.name, condition: .none, persistingFor: .seconds(30), &connection
            ).version
        } catch let error as RedisError {
            let failure = ProgramFailure(error)
            throw ProgramFailure(failure.status, "\(output.path) is written but not published: \(failure.description)")
        }
    }
}
