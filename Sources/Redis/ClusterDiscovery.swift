/// Finds the node of a cluster that serves a slot: asks one known node after the other, and checks what it says with the
/// node itself.
struct ClusterDiscovery {
    private static let memory = DiscoveryMemory<ClusterTopology>()
    /// Nodes asked besides the seeds, some of which may be gone for good.
    private static let mostOthers = 5
    private static let mostRedirections = 3

    private let configuration: RedisConfiguration
    private var search: ServerSearch
    /// Who is still to be asked.
    private var candidates: [RedisAddress]

    init(_ configuration: RedisConfiguration, _ seeds: [RedisAddress], _ interrupt: Interrupt?) {
        self.configuration = configuration
        search = ServerSearch(configuration, interrupt)
        let name = configuration.description
        let others = Self.memory.lastAnswer(for: name)?.nodes.filter { !seeds.contains($0) } ?? []
        candidates = Self.memory.order(seeds + others.shuffled().prefix(Self.mostOthers), for: name)
    }

    /// A connection to the node that serves the slot of the configuration's key; without a key, to any node.
    ///
    /// Throws `noPrimary` when some node answered but none serves the slot.
    mutating func open() throws(RedisError) -> RedisConnection {
        let name = configuration.description
        guard let key = configuration.slotKey else { return try openAny() }
        if let topology = Self.memory.freshAnswer(for: name) {
            if let connection = try connect(toSlotOf: key, topology) { return connection }
            throw search.end
        }
        while let (asked, topology) = try ask() {
            if let connection = try connect(toSlotOf: key, topology) {
                Self.memory.prefer(asked, for: name)
                return connection
            }
        }
        throw search.end
    }

    /// Where the primaries are, with the same login.
    mutating func primaries() throws(RedisError) -> [RedisConfiguration] {
        guard let (_, topology) = try ask() else { throw search.end }
        guard !topology.primaries.isEmpty else {
            throw RedisError(.noPrimary, "no node of \(configuration) serves a slot: the cluster is not formed")
        }
        return topology.primaries.map { configuration.at($0) }
    }

    private mutating func openAny() throws(RedisError) -> RedisConnection {
        while let (asked, _) = try ask() {
            if let connection = try search.connect(to: asked, check: { _ throws(RedisError) in }) { return connection }
        }
        throw search.end
    }

    /// The next node that answers, and what it says; nil when none is left or the time is over.
    private mutating func ask() throws(RedisError) -> (asked: RedisAddress, topology: ClusterTopology)? {
        while let limit = search.share(of: candidates.count + 1), let address = candidates.popFirst() {
            do throws(RedisError) {
                let node = configuration.at(address).bounded(by: limit)
                var connection = try RedisConnection.open(at: node, of: node, search.interrupt)
                let topology = try ClusterTopology(
                    try connection.call(RedisCommand("CLUSTER", "SLOTS")), askedAt: address.host)
                Self.memory.note(topology, for: configuration.description)
                return (address, topology)
            } catch {
                // "This instance has cluster support disabled".
                try search.note(
                    error.isServer("ERR")
                        ? RedisError(.connectFailed, "\(address) is no node of a Redis Cluster: \(error)") : error)
            }
        }
        return nil
    }

    /// A connection to the node that says itself that it serves the slot.
    private mutating func connect(
        toSlotOf key: String, _ topology: ClusterTopology
    ) throws(RedisError) -> RedisConnection? {
        let (slot, cluster) = (ClusterSlot(of: key), configuration)
        var next = topology.primary(of: slot)
        if next == nil {
            try search.note(RedisError(.noPrimary, "no node of \(configuration) serves the slot \(slot.number)"))
        }
        for _ in 0...Self.mostRedirections {
            guard let address = next else { return nil }
            next = nil
            let connection = try search.connect(to: address) { connection throws(RedisError) in
                next = try connection.redirection(of: key, askedAt: address)
                guard next == nil else {
                    throw RedisError(.noPrimary, "\(address) does not serve the slot \(slot.number) of \(cluster)")
                }
            }
            if let connection { return connection }
        }
        return nil
    }
}

extension RedisConnection {
    /// Where a node sends a command for a key; nil when it takes it itself.
    fileprivate mutating func redirection(of key: String, askedAt address: RedisAddress) throws(RedisError)
        -> RedisAddress?
    {
        try append(RedisCommand("EXISTS", key))
        let reply = try receive()
        guard let error = reply.error else { return nil }
        // Any other refusal, such as NOPERM for a producer that may only push, says nothing about the slot.
        guard !error.isConnectionUsable || error.isServer("LOADING") || error.isServer("NOAUTH") else { return nil }
        guard let address = reply.redirect("MOVED", askedAt: address.host) else { throw error }
        return address
    }
}

extension Array {
    fileprivate mutating func popFirst() -> Element? { isEmpty ? nil : removeFirst() }
}
