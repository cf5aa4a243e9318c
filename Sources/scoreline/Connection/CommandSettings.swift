import Keyspace
import Redis
import Settings

/// What a command was told by flags, environment and configuration file.
struct CommandSettings {
    private let layers: SettingsLayers

    /// A flag that was not given is nil.
    init(flags: [String: String?]) throws {
        layers = try SettingsLayers(flags: flags.compactMapValues { $0 }, environment: ProcessEnvironment.current)
    }

    var keyspace: Keyspace {
        get throws { try ConnectionSettings(layers).keyspace }
    }

    /// Connects. A server that is still loading its data is waited for.
    func connect() throws -> RedisConnection {
        var configuration = try ConnectionSettings(layers).redis
        configuration.clientName = "scoreline"
        return try RedisConnection.open(configuration, waitingForData: .seconds(10))
    }

    func value<Value>(_ setting: Setting<Value>) throws -> Value { try layers.value(setting) }

    func text(_ name: String) throws -> String? { try layers.value(.optionalText(name)) }

    /// Where a setting's value comes from, as errors begin.
    func origin(of name: String) -> String { layers.origin(of: name) }

    func required(_ name: String) throws -> String {
        guard let text = try text(name) else { throw SettingsError("--\(name) is missing; see --help") }
        return text
    }

    /// Pending jobs at which a producer waits; nil for no bound.
    var maximumPending: Int? { get throws { try layers.value(.optionalInteger("max-pending", in: 1...Int.max)) } }

    func isOn(_ name: String) throws -> Bool { try layers.value(.flag(name)) }
}

extension ConnectionOptions {
    /// The settings of a command whose own flags are `others`.
    func settings(_ others: [String: String?] = [:]) throws -> CommandSettings {
        try CommandSettings(flags: others.merging(flags.mapValues { $0 }) { $1 })
    }
}

extension Bool {
    /// A flag without a value, as a layer holds it.
    var asSetting: String? { self ? "true" : nil }
}
