/// Where a Redis is and how to log in. Its description never shows the password.
package struct RedisConfiguration: Sendable, Equatable, CustomStringConvertible {
    package enum Endpoint: Sendable, Equatable {
        case server(RedisAddress)
        case unix(path: String)
        /// The sentinels that know which server is the primary of a service.
        case sentinel([RedisAddress], service: String)
        /// Some nodes of a cluster, which know all others.
        case cluster([RedisAddress])
    }

    package var endpoint: Endpoint
    package var user: String?
    package var password: String?
    package var database: Int
    /// Nil: the bytes go in the clear.
    package var tls: TLSConfiguration?
    package var connectTimeout: Duration
    /// For a command that does not block on the server; a blocking one adds its own time.
    package var commandTimeout: Duration
    /// A longer bulk string in a reply is refused by its header, before a byte of it is stored.
    package var maximumBulkLength: Int
    /// Shown by CLIENT LIST.
    package var clientName: String?
    /// A key of the slot that the connection serves; only a cluster asks for it, where without one any node will do.
    package var slotKey: String?
    /// Adds up what all connections of this configuration send and receive; nil counts nothing.
    package var traffic: RedisTraffic?

    package init(
        endpoint: Endpoint, user: String? = nil, password: String? = nil, database: Int = 0,
        tls: TLSConfiguration? = nil, connectTimeout: Duration = .seconds(5), commandTimeout: Duration = .seconds(10),
        maximumBulkLength: Int = 512 << 20, clientName: String? = nil, slotKey: String? = nil
    ) {
        self.endpoint = endpoint
        self.user = user
        self.password = password
        self.database = database
        self.tls = tls
        self.connectTimeout = connectTimeout
        self.commandTimeout = commandTimeout
        self.maximumBulkLength = maximumBulkLength
        self.clientName = clientName
        self.slotKey = slotKey
    }

    /// The URL without the login.
    package var description: String {
        let secured = tls == nil ? "redis" : "rediss"
        return switch endpoint {
        case .server(let address): "\(secured)://\(address)/\(database)"
        case .unix(let path): "unix://\(path)?db=\(database)"
        case .sentinel(let addresses, let service):
            "\(secured)+sentinel://\(addresses.joined)/\(service)/\(database)"
        case .cluster(let addresses): "\(secured)+cluster://\(addresses.joined)"
        }
    }
}

/// A host's name or IP address, and a port.
package struct RedisAddress: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

extension [RedisAddress] {
    var joined: String { map(\.description).joined(separator: ",") }
}
