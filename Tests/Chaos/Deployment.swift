package import Redis
package import TestSupport

/// The Redis of a scene, with the servers that stand in for it.
package enum Deployment {
    package enum Kind: Sendable {
        case alone
        /// A primary and a replica.
        case sentinel
        /// Three primaries with a replica each.
        case cluster
    }

    case alone(RedisServer)
    case sentinel(SentinelGroup)
    case cluster(RedisCluster)

    /// `arguments` and `environment` are those of a Redis alone.
    package init(_ kind: Kind, _ arguments: [String], environment: [String: String]) throws {
        switch kind {
        case .alone: self = .alone(try RedisServer(arguments, environment: environment))
        case .sentinel:
            let group = try SentinelGroup()
            try group.noticeDeaths()
            self = .sentinel(group)
        case .cluster:
            let cluster = try RedisCluster(replicas: 3)
            try cluster.noticeDeaths()
            self = .cluster(cluster)
        }
    }

    package var url: String {
        switch self {
        case .alone(let server): server.url
        case .sentinel(let group): group.url
        case .cluster(let cluster): cluster.url
        }
    }

    /// For connections to whoever serves a key at the moment.
    package func configuration(for key: String) -> RedisConfiguration {
        var configuration =
            switch self {
            case .alone(let server): server.configuration
            case .sentinel(let group): group.configuration
            case .cluster(let cluster): cluster.configuration
            }
        if case .cluster = self { configuration.slotKey = key }
        return configuration
    }

    /// Throws when it is not alone.
    package var server: RedisServer {
        get throws {
            guard case .alone(let server) = self else { throw TestFailure("this needs a scene with a Redis alone") }
            return server
        }
    }
}
