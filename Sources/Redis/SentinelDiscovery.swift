/// Finds the primary of a service: asks one sentinel after the other, and checks what it says with the server itself.
///
/// A sentinel may be dead, cut off, or late with the news of a failover; a server that it names may have become a replica.
struct SentinelDiscovery {
    private static let memory = DiscoveryMemory<RedisAddress>()

    private let configuration: RedisConfiguration
    private let sentinels: [RedisAddress]
    private let service: String
    private var search: ServerSearch

    init(
        _ configuration: RedisConfiguration, _ sentinels: [RedisAddress], service: String, _ interrupt: Interrupt?
    ) {
        self.configuration = configuration
        self.sentinels = sentinels
        self.service = service
        search = ServerSearch(configuration, interrupt)
    }

    /// A connection to the primary. Throws `noPrimary` when some sentinel answered but no primary did.
    mutating func open() throws(RedisError) -> RedisConnection {
        let name = configuration.description
        if let address = Self.memory.freshAnswer(for: name) {
            if let connection = try connect(to: address) { return connection }
            throw search.end
        }
        let order = Self.memory.order(sentinels, for: name)
        for (index, sentinel) in order.enumerated() {
            guard let limit = search.share(of: order.count - index + 1) else { break }
            do throws(RedisError) {
                let address = try ask(sentinel, within: limit)
                Self.memory.note(address, for: name)
                if let connection = try connect(to: address) {
                    Self.memory.prefer(sentinel, for: name)
                    return connection
                }
            } catch {
                try search.note(error)
            }
        }
        throw search.end
    }

    private func ask(_ sentinel: RedisAddress, within limit: Duration) throws(RedisError) -> RedisAddress {
        var node = RedisConfiguration(endpoint: .server(sentinel), tls: configuration.tls).bounded(by: limit)
        node.maximumBulkLength = 1 << 16
        let reply = try ask(node)
        if reply.isNil {
            throw RedisError(.connectFailed, "the sentinel \(sentinel) knows no service \"\(service)\"")
        }
        guard let host = try reply.text(at: 0), !host.isEmpty,
            let address = RedisAddress(announced: host, port: try reply.integer(at: 1), askedAt: sentinel.host)
        else {
            throw RedisError(.unexpectedReply, "the sentinel \(sentinel) names a server that has no address")
        }
        return address
    }

    private func ask(_ node: RedisConfiguration) throws(RedisError) -> RedisReply {
        do throws(RedisError) {
            var connection = try RedisConnection.open(at: node, of: node, search.interrupt)
            return try connection.call(RedisCommand("SENTINEL", "GET-MASTER-ADDR-BY-NAME", service))
        } catch {
            // A sentinel that asks for a login is expected to have the servers'.
            guard error.isServer("NOAUTH"), node.password == nil, configuration.password != nil else { throw error }
            var node = node
            (node.user, node.password) = (configuration.user, configuration.password)
            return try ask(node)
        }
    }

    private mutating func connect(to address: RedisAddress) throws(RedisError) -> RedisConnection? {
        try search.connect(to: address) { connection throws(RedisError) in try connection.confirmPrimary() }
    }
}

extension RedisConnection {
    /// Throws `noPrimary` when the server that sentinels led to is no primary, or no longer: a replica answers whoever only
    /// reads, as if nothing had happened. Does nothing with a server that no sentinel has named.
    package mutating func confirmPrimary() throws(RedisError) {
        guard case .sentinel = configuration.endpoint else { return }
        let role = try role()
        guard role == "master" else {
            throw RedisError(.noPrimary, "\(server), the primary of \(configuration) so far, has the role \(role)")
        }
    }

    /// `master` or `replica`. By HELLO, which may be called by everybody who may log in; ROLE counts as dangerous.
    private mutating func role() throws(RedisError) -> String {
        let reply = try call(RedisCommand("HELLO"))
        for index in stride(from: 0, to: try reply.count() - 1, by: 2) where try reply.text(at: index) == "role" {
            return try reply.text(at: index + 1) ?? ""
        }
        throw RedisError(.unexpectedReply, "HELLO of \(server) tells no role")
    }
}
