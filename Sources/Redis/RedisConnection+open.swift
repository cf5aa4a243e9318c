extension RedisConnection {
    /// Finds the server that a configuration means, connects and logs in.
    ///
    /// Blocks for at most the connect timeout and three commands; where sentinels or a cluster are asked, for the connect
    /// timeout. Throws `noPrimary` while some of them answer but nobody serves: try again, with a back-off.
    package static func open(
        _ configuration: RedisConfiguration, interrupt: Interrupt? = nil
    ) throws(RedisError) -> RedisConnection {
        switch configuration.endpoint {
        case .server, .unix: return try open(at: configuration, of: configuration, interrupt)
        case .sentinel(let sentinels, let service):
            var discovery = SentinelDiscovery(configuration, sentinels, service: service, interrupt)
            return try discovery.open()
        case .cluster(let seeds):
            var discovery = ClusterDiscovery(configuration, seeds, interrupt)
            return try discovery.open()
        }
    }

    /// The servers that hold the keys, each its share of them: one, or every primary of a cluster.
    package static func primaries(of configuration: RedisConfiguration) throws(RedisError) -> [RedisConfiguration] {
        guard case .cluster(let seeds) = configuration.endpoint else { return [configuration] }
        var discovery = ClusterDiscovery(configuration, seeds, nil)
        return try discovery.primaries()
    }

    /// Goes on with the server of another key's slot: in a cluster a new connection, elsewhere the same.
    package mutating func move(toSlotOf key: String) throws(RedisError) {
        guard case .cluster = configuration.endpoint,
            configuration.slotKey.map({ ClusterSlot(of: $0) }) != ClusterSlot(of: key)
        else { return }
        var configuration = configuration
        configuration.slotKey = key
        self = try Self.open(configuration, interrupt: interrupt)
    }
}
