/// Which node of a cluster serves which slots, as one node sees it at one moment.
struct ClusterTopology: Sendable, Equatable {
    private struct Part: Equatable {
        let slots: ClosedRange<Int>
        let primary: RedisAddress
    }

    private var parts: [Part] = []
    /// Primaries and replicas, each once, in the order of the reply.
    private(set) var nodes: [RedisAddress] = []

    /// Reads the reply of CLUSTER SLOTS; `host` is the one that was asked, for nodes that announce none.
    init(_ reply: borrowing RedisReply, askedAt host: String) throws(RedisError) {
        var seen: Set<RedisAddress> = []
        for index in 0..<(try reply.count()) {
            let (first, last) = (try reply.integer(under: index, 0), try reply.integer(under: index, 1))
            guard (0..<ClusterSlot.count).contains(first), (first..<ClusterSlot.count).contains(last) else {
                throw RedisError(.unexpectedReply, "CLUSTER SLOTS names the slots \(first) to \(last)")
            }
            for place in 2..<max(2, try reply.count(under: index)) {
                let announced = try reply.text(under: index, place, 0) ?? ""
                let port = try reply.integer(under: index, place, 1)
                guard let address = RedisAddress(announced: announced, port: port, askedAt: host) else { continue }
                if place == 2 { parts.append(Part(slots: first...last, primary: address)) }
                if seen.count < Self.mostNodes, seen.insert(address).inserted { nodes.append(address) }
            }
        }
    }

    /// A cluster has about a thousand nodes at most.
    private static let mostNodes = 4096

    /// Nil while nobody serves the slot, or its node announces no address.
    func primary(of slot: ClusterSlot) -> RedisAddress? { parts.first { $0.slots.contains(slot.number) }?.primary }

    /// Each once.
    var primaries: [RedisAddress] {
        let primaries = Set(parts.map(\.primary))
        return nodes.filter { primaries.contains($0) }
    }
}

extension RedisAddress {
    /// An address that a server told; nil when it is none. A node that announces no host has the one that was asked.
    init?(announced host: String, port: Int, askedAt asked: String) {
        // A node that should announce a host name and has none says "?".
        guard host.utf8.count <= 255, !host.utf8.contains(0), host != "?", (1...65535).contains(port) else {
            return nil
        }
        self.init(host: host.isEmpty ? asked : host, port: port)
    }
}
