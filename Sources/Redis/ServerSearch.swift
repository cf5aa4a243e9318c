/// What one search for a server has seen so far: who was tried, and which failure tells most. It ends with the connect
/// timeout.
struct ServerSearch {
    let configuration: RedisConfiguration
    let interrupt: Interrupt?
    private let deadline: ContinuousClock.Instant
    private var failure: RedisError?
    private var tried: Set<RedisAddress> = []

    init(_ configuration: RedisConfiguration, _ interrupt: Interrupt?) {
        self.configuration = configuration
        self.interrupt = interrupt
        deadline = .now + configuration.connectTimeout
    }

    /// An equal part of the time that is left; nil when there is none.
    func share(of parts: Int) -> Duration? {
        let left = deadline - .now
        return left > .zero ? left / parts : nil
    }

    /// A connection to a server that passes the check. Nil when it was tried before or fails, which is noted.
    mutating func connect(
        to address: RedisAddress, check: (inout RedisConnection) throws(RedisError) -> Void
    ) throws(RedisError) -> RedisConnection? {
        // Half of the time, so that somebody else can still be asked.
        guard tried.insert(address).inserted, let limit = share(of: 2) else { return nil }
        do throws(RedisError) {
            let node = configuration.at(address).bounded(by: limit)
            var connection = try RedisConnection.open(at: node, of: configuration, interrupt)
            try check(&connection)
            connection.commandTimeout = configuration.commandTimeout
            return connection
        } catch {
            switch error.kind {
            case .connectFailed, .connectionLost, .timedOut:
                try note(RedisError(.noPrimary, "the primary that \(configuration) has now does not answer: \(error)"))
            default: try note(error)
            }
            return nil
        }
    }

    /// Keeps the failure that tells most: what the server itself says, before what is said of it, before silence.
    mutating func note(_ error: RedisError) throws(RedisError) {
        if error.kind == .interrupted { throw error }
        if failure.map({ $0.weight < error.weight }) ?? true { failure = error }
    }

    /// Why nothing was found.
    var end: RedisError {
        failure ?? RedisError(.connectFailed, "can't connect to \(configuration): nobody answered in time")
    }
}

extension RedisError {
    fileprivate var weight: Int {
        switch kind {
        case .server: 3
        case .noPrimary: 2
        case .connectFailed, .unexpectedReply: 1
        default: 0
        }
    }
}

extension RedisConfiguration {
    /// The same login and limits at one address of those that the configuration leads to.
    func at(_ address: RedisAddress) -> RedisConfiguration {
        var node = self
        node.endpoint = .server(address)
        return node
    }

    /// With no wait longer than `limit`.
    func bounded(by limit: Duration) -> RedisConfiguration {
        var bounded = self
        bounded.connectTimeout = min(connectTimeout, limit)
        bounded.commandTimeout = min(commandTimeout, limit)
        return bounded
    }
}
