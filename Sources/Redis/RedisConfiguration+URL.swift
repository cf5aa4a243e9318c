/// A Redis URL that can't be used. The message repeats no part that may hold a password.
package struct RedisURLError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
}

extension RedisConfiguration {
    /// Reads a URL; user, password and path are percent-decoded:
    ///
    ///     redis[s]://[user[:password]@]host[:port][/db]
    ///     redis[s]+sentinel://[user[:password]@]host[:port],…/service[/db]
    ///     redis[s]+cluster://[user[:password]@]host[:port],…
    ///     unix:///path[?db=N]
    ///
    /// The login is the server's. Ports default to 6379, those of sentinels to 26379.
    package init(url: String) throws(RedisURLError) {
        guard let separator = url.firstRange(of: "://") else {
            throw RedisURLError(
                description:
                    "a Redis URL starts with redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://")
        }
        let scheme = String(url[..<separator.lowerBound])
        let rest = url[separator.upperBound...]
        // Only what is no misplaced login is repeated in messages.
        guard scheme.allSatisfy({ $0.isLetter || $0 == "+" }) else {
            throw RedisURLError(
                description:
                    "a Redis URL starts with redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://")
        }
        switch scheme {
        case "redis", "rediss": try self.init(server: rest)
        case "redis+sentinel", "rediss+sentinel": try self.init(sentinels: rest)
        case "redis+cluster", "rediss+cluster": try self.init(cluster: rest)
        case "unix": try self.init(unixPath: rest)
        default:
            throw RedisURLError(
                description: "\(scheme.prefix(40)):// is no scheme for Redis; use redis://, rediss://, unix://, "
                    + "redis+sentinel:// or redis+cluster://")
        }
        if scheme.hasPrefix("rediss") { tls = TLSConfiguration() }
    }

    private init(server rest: Substring) throws(RedisURLError) {
        let authority = try Authority(rest)
        let path = authority.path
        guard path.count <= 1, authority.addresses.count == 1 else {
            throw RedisURLError(description: "a redis:// URL names one host and one database: redis://host:6379/0")
        }
        self.init(
            endpoint: .server(authority.addresses[0]), login: authority,
            database: try path.first.map { text throws(RedisURLError) in try Self.database(text) } ?? 0)
    }

    private init(sentinels rest: Substring) throws(RedisURLError) {
        let authority = try Authority(rest, defaultPort: 26379)
        let path = authority.path
        guard (1...2).contains(path.count) else {
            throw RedisURLError(
                description: "a URL of sentinels names their service: redis+sentinel://host1,host2/service[/db]")
        }
        self.init(
            endpoint: .sentinel(authority.addresses, service: try Self.decoded(path[0], "service")), login: authority,
            database: path.count == 2 ? try Self.database(path[1]) : 0)
    }

    private init(cluster rest: Substring) throws(RedisURLError) {
        let authority = try Authority(rest)
        guard authority.path.isEmpty || authority.path == ["0"] else {
            throw RedisURLError(description: "a Redis Cluster has no databases: redis+cluster://host1,host2")
        }
        self.init(endpoint: .cluster(authority.addresses), login: authority, database: 0)
    }

    private init(endpoint: Endpoint, login: Authority, database: Int) {
        self.init(endpoint: endpoint, user: login.user, password: login.password, database: database)
    }

    private init(unixPath rest: Substring) throws(RedisURLError) {
        var path = rest
        var database = 0
        if let question = rest.firstIndex(of: "?") {
            path = rest[..<question]
            let query = rest[rest.index(after: question)...]
            guard query.hasPrefix("db=") else {
                throw RedisURLError(description: "a unix:// URL takes one parameter: unix:///path?db=N")
            }
            database = try Self.database(query.dropFirst("db=".count))
        }
        let decoded = try Self.decoded(path, "path")
        guard decoded.hasPrefix("/") else {
            throw RedisURLError(description: "a unix:// URL holds an absolute path: unix:///run/redis.sock")
        }
        guard !decoded.utf8.contains(0) else {
            throw RedisURLError(description: "the path of a unix:// URL holds a zero byte")
        }
        guard !decoded.utf8.contains(0) else {
            throw RedisURLError(description: "the path of a unix:// URL holds a zero byte")
        }
        guard decoded.utf8.count <= 107 else {
            throw RedisURLError(
                description: "the path of a unix socket has at most 107 bytes; this one has \(decoded.utf8.count)")
        }
        self.init(endpoint: .unix(path: decoded), database: database)
    }

    private static func database(_ text: Substring) throws(RedisURLError) -> Int {
        guard let number = Int(text), number >= 0 else {
            throw RedisURLError(description: "the database of a Redis URL is a number: redis://host:6379/0")
        }
        return number
    }

    fileprivate static func decoded(_ text: Substring, _ part: String) throws(RedisURLError) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                throw RedisURLError(
                    description: "the \(part) of a Redis URL holds a % that two hexadecimal digits must follow")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw RedisURLError(description: "the \(part) of a Redis URL is not UTF-8")
        }
        return decoded
    }
}

/// What stands after `://`: login, hosts, path.
private struct Authority {
    var user: String?
    var password: String?
    let addresses: [RedisAddress]
    /// The parts between slashes, without the empty ones.
    let path: [Substring]

    init(_ text: Substring, defaultPort: Int = 6379) throws(RedisURLError) {
        var rest = text
        if let at = rest.lastIndex(of: "@") {
            let login = rest[..<at]
            rest = rest[rest.index(after: at)...]
            let colon = login.firstIndex(of: ":")
            user = try RedisConfiguration.decoded(login[..<(colon ?? login.endIndex)], "user")
            if let colon {
                password = try RedisConfiguration.decoded(login[login.index(after: colon)...], "password")
            }
            if user?.isEmpty == true { user = nil }
            if user != nil, password == nil {
                throw RedisURLError(description: "a Redis URL with a user needs a password: redis://user:password@host")
            }
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        path = rest[slash...].split(separator: "/")
        var addresses: [RedisAddress] = []
        for part in rest[..<slash].split(separator: ",", omittingEmptySubsequences: false) {
            addresses.append(try Self.address(part, defaultPort))
        }
        self.addresses = addresses
    }

    private static func address(_ text: Substring, _ defaultPort: Int) throws(RedisURLError) -> RedisAddress {
        var host = text
        var port = text[text.endIndex...]
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else {
                throw RedisURLError(description: "the IPv6 address of a Redis URL does not end with ]")
            }
            host = text[text.index(after: text.startIndex)..<end]
            port = text[text.index(after: end)...]
            guard port.isEmpty || port.first == ":" else {
                throw RedisURLError(description: "after the ] of a Redis URL comes a port: redis://[::1]:6379")
            }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[colon...]
        }
        guard !host.isEmpty else {
            throw RedisURLError(description: "a Redis URL names a host: redis://127.0.0.1:6379")
        }
        guard !host.utf8.contains(0) else {
            throw RedisURLError(description: "the host of a Redis URL holds a zero byte")
        }
        guard !port.isEmpty else { return RedisAddress(host: String(host), port: defaultPort) }
        guard let number = Int(port.dropFirst()), (1...65535).contains(number) else {
            throw RedisURLError(description: "the port of a Redis URL is a number from 1 to 65535")
        }
        return RedisAddress(host: String(host), port: number)
    }
}
