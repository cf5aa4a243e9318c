/// Where a Redis is and how to log in. Its description never shows the password.
package struct RedisConfiguration: Sendable, Equatable, CustomStringConvertible {
    package enum Endpoint: Sendable, Equatable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    package var endpoint: Endpoint
    package var user: String?
    package var password: String?
    package var database: Int
    package var connectTimeout: Duration
    /// For a command that does not block on the server; a blocking one adds its own time.
    package var commandTimeout: Duration
    /// A longer bulk string in a reply is refused by its header, before a byte of it is stored.
    package var maximumBulkLength: Int
    /// Shown by CLIENT LIST.
    package var clientName: String?

    package init(
        endpoint: Endpoint, user: String? = nil, password: String? = nil, database: Int = 0,
        connectTimeout: Duration = .seconds(5), commandTimeout: Duration = .seconds(10),
        maximumBulkLength: Int = 512 << 20, clientName: String? = nil
    ) {
        self.endpoint = endpoint
        self.user = user
        self.password = password
        self.database = database
        self.connectTimeout = connectTimeout
        self.commandTimeout = commandTimeout
        self.maximumBulkLength = maximumBulkLength
        self.clientName = clientName
    }

    package var description: String {
        switch endpoint {
        case .tcp(let host, let port): "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
        case .unix(let path): "unix://\(path)?db=\(database)"
        }
    }
}
