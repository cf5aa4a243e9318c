import JSONBytes
import Keyspace
import ModelRegistry
import Monitoring
import Redis
import Settings

/// Reads the status of one model or of all, again and again, over a connection that is opened when it is needed.
struct StatusReader: ~Copyable {
    private let configuration: RedisConfiguration
    private let keyspace: Keyspace
    private let model: ModelKeys?
    private var connection: RedisConnection?
    private var names: [String] = []
    private var namesReadAt: ContinuousClock.Instant?

    /// To find the models, every key of the database is looked at: not at each look.
    private static let namesAge = Duration.seconds(10)

    /// Of all models where none is given.
    init(_ configuration: RedisConfiguration, _ keyspace: Keyspace, _ model: ModelKeys?) {
        var configuration = configuration
        configuration.slotKey = model?.jobs
        self.configuration = configuration
        self.keyspace = keyspace
        self.model = model
    }

    /// Reads once. After an error that broke the connection the next call opens another; a server that is loading its data
    /// is waited for as long as `patience`.
    mutating func look(patience: Duration = .zero) throws -> StatusLook {
        var open =
            try connection.take() ?? RedisConnection.open(configuration, waitingFor: patience)
        do {
            let look = try look(&open)
            connection = consume open
            return look
        } catch {
            if Self.isUsable(after: error) { connection = consume open }
            throw error
        }
    }

    /// A line on standard error that may name the model that was meant. To be called after a look.
    mutating func warn(ofUnknown model: ModelKeys) throws {
        guard var open = connection.take() else { return }
        UnknownModel.warn(model, &open)
        connection = consume open
    }

    private mutating func look(_ connection: inout RedisConnection) throws -> StatusLook {
        if let model {
            return StatusLook(
                models: [try ModelStatus.read(model, &connection)], memory: try RedisMemory.read(&connection))
        }
        if namesReadAt.map({ .now - $0 >= Self.namesAge }) ?? true {
            names = try ModelNames.find(keyspace, configuration)
            namesReadAt = .now
        }
        var look = StatusLook()
        for name in names {
            let keys = try keyspace.model(name)
            try connection.move(toSlotOf: keys.jobs)
            do throws(RegistryError) { look.models.append(try ModelStatus.read(keys, &connection)) } catch {
                try look.broken.note(name, error)
            }
        }
        look.memory = try RedisMemory.read(&connection)
        return look
    }

    private static func isUsable(after error: any Error) -> Bool {
        switch error {
        case let error as RedisError: error.isConnectionUsable
        case let error as RegistryError: error.isConnectionUsable
        default: false
        }
    }
}

extension StatusLook {
    /// The object of `--json`: the model's own where one was asked for.
    func json(ofOne: Bool) -> JSONValue {
        if ofOne, let model = models.first { return model.json(memory) }
        return json
    }

    /// For people.
    func text(prefix: String, columns: Int?) -> String {
        if models.isEmpty, broken.isEmpty {
            return "No model has keys under the prefix \(prefix); publish one: scoreline models publish NAME FILE\n"
        }
        // What concerns the server stands once, above the models.
        let server = memory?.concern.map { $0.lines.joined(separator: "\n") + "\n\n" } ?? ""
        return server + models.map { $0.text(columns: columns) }.joined(separator: "\n")
    }
}
