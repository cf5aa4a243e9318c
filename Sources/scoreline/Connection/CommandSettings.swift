import Keyspace
import Redis
import Settings

/// What a command was told by flags, environment and configuration file.
struct CommandSettings {
    let layers: SettingsLayers
    let connection: ConnectionSettings

    var keyspace: Keyspace { connection.keyspace }

    /// Connects. A server that is still loading its data is waited for.
    func connect() throws -> RedisConnection {
        var configuration = connection.redis
        configuration.clientName = "scoreline"
        return try RedisConnection.open(configuration, waitingForData: .seconds(10))
    }

    func value<Value>(_ setting: Setting<Value>) throws -> Value { try layers.value(setting) }

    func text(_ name: String) throws -> String? { try layers.value(.optionalText(name)) }

    func required(_ name: String) throws -> String {
        guard let text = try text(name) else { throw SettingsError("--\(name) is missing; see --help") }
        return text
    }

    func isOn(_ name: String) throws -> Bool { try layers.value(.flag(name)) }
}

extension ConnectionOptions {
    /// The settings of a command whose own flags are `others`; a flag that was not given is nil.
    func settings(_ others: [String: String?] = [:]) throws -> CommandSettings {
        let layers = try layers(others)
        return CommandSettings(layers: layers, connection: try ConnectionSettings(layers))
    }
}

extension Bool {
    /// A flag without a value, as a layer holds it.
    var asSetting: String? { self ? "true" : nil }
}
