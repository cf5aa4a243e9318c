import Access
import Keyspace
import ModelPublishing
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

    var redis: RedisConfiguration {
        get throws {
            var configuration = try ConnectionSettings(layers).redis
            configuration.clientName = "scoreline"
            return configuration
        }
    }

    /// Connects to the server that has the model's keys. One that is still loading its data, and a failover, is waited for.
    func connect(for keys: ModelKeys) throws -> RedisConnection {
        var configuration = try redis
        configuration.slotKey = keys.jobs
        return try RedisConnection.open(configuration, waitingFor: .seconds(10))
    }

    /// Connects to any server; in a cluster, `move` it to the model's slot before anything is asked about a model.
    func connectAnywhere() throws -> RedisConnection {
        try RedisConnection.open(redis, waitingFor: .seconds(10))
    }

    /// How this command publishes.
    var publisher: Publisher { get throws { try Publisher(layers) } }

    /// The Redis of `--from`, and how keys start there; nil when it is not given.
    var source: (redis: RedisConfiguration, keyspace: Keyspace)? {
        get throws {
            guard let source = try ConnectionSettings(source: layers) else { return nil }
            var configuration = source.redis
            configuration.clientName = "scoreline"
            return (configuration, source.keyspace)
        }
    }

    /// Who may look at a dashboard that listens on this address, and who may act; `onClosing` hears of who tries too many tokens.
    func gatekeeper(
        listeningOn address: String, onClosing: @escaping @Sendable (String) -> Void
    ) throws -> Gatekeeper {
        let tokenFile = try text("token-file")
        let header = try text("identity-header")
        guard tokenFile == nil || header == nil else {
            throw SettingsError("--token-file and --identity-header exclude each other: leave one of them out")
        }
        let (allowsActions, trustsProxy) = (try isOn("allow-actions"), try isOn("trust-proxy"))
        let hosts = try layers.value(.list("host"))
        var identity = Gatekeeper.Identity.nobody
        if let tokenFile {
            do { identity = .tokens(try TokenList(file: tokenFile)) } catch {
                throw SettingsError("\(origin(of: "token-file")): \(error)")
            }
        }
        do throws(AccessError) {
            if let header { identity = .header(header) }
            return try Gatekeeper(
                identity: identity, allowsActions: allowsActions, address: address, trustsProxy: trustsProxy,
                hosts: hosts, onClosing: onClosing)
        } catch {
            throw SettingsError(error.description)
        }
    }

    func value<Value>(_ setting: Setting<Value>) throws -> Value { try layers.value(setting) }

    func text(_ name: String) throws -> String? { try layers.value(.optionalText(name)) }

    /// Where a setting's value comes from, as errors begin.
    func origin(of name: String) -> String { layers.origin(of: name) }

    /// `meaning` is what the flag takes, for who left it out.
    func required(_ name: String, _ meaning: String) throws -> String {
        guard let text = try text(name) else { throw SettingsError("--\(name) is missing: \(meaning); see --help") }
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
