/// A Redis URL that can't be used. The message repeats no part that may hold a password.
package struct RedisURLError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
}

extension RedisConfiguration {
    /// `redis://[user[:password]@]host[:port][/db]` or `unix:///path[?db=N]`; user, password and path percent-decoded.
    package init(url: String) throws(RedisURLError) {
        guard let separator = url.firstRange(of: "://") else {
            throw RedisURLError(description: "a Redis URL starts with redis:// or unix://")
        }
        let scheme = String(url[..<separator.lowerBound])
        let rest = url[separator.upperBound...]
        switch scheme {
        case "redis": try self.init(authority: rest)
        case "unix": try self.init(unixPath: rest)
        case "rediss", "redis+sentinel", "rediss+sentinel", "redis+cluster":
            throw RedisURLError(description: "\(scheme):// is not supported yet; use redis:// or unix://")
        default:
            throw RedisURLError(description: "\(scheme.prefix(40)):// is no scheme for Redis; use redis:// or unix://")
        }
    }

    private init(authority rest: Substring) throws(RedisURLError) {
        var rest = rest
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let login = rest[..<at]
            rest = rest[rest.index(after: at)...]
            let colon = login.firstIndex(of: ":")
            user = try Self.decoded(login[..<(colon ?? login.endIndex)], "user")
            if let colon { password = try Self.decoded(login[login.index(after: colon)...], "password") }
            if user?.isEmpty == true { user = nil }
            if user != nil, password == nil {
                throw RedisURLError(description: "a Redis URL with a user needs a password: redis://user:password@host")
            }
        }
        var database = 0
        if let slash = rest.firstIndex(of: "/") {
            let text = rest[rest.index(after: slash)...]
            if !text.isEmpty { database = try Self.database(text) }
            rest = rest[..<slash]
        }
        var host = rest
        var port = 6379
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else {
                throw RedisURLError(description: "the IPv6 address of a Redis URL does not end with ]")
            }
            host = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else {
                throw RedisURLError(description: "after the ] of a Redis URL comes a port: redis://[::1]:6379")
            }
        } else if let colon = rest.firstIndex(of: ":") {
            host = rest[..<colon]
            rest = rest[colon...]
        } else {
            rest = ""
        }
        if rest.first == ":" {
            guard let number = Int(rest.dropFirst()), (1...65535).contains(number) else {
                throw RedisURLError(description: "the port of a Redis URL is a number from 1 to 65535")
            }
            port = number
        }
        guard !host.isEmpty else {
            throw RedisURLError(description: "a Redis URL names a host: redis://127.0.0.1:6379")
        }
        guard !host.utf8.contains(0) else {
            throw RedisURLError(description: "the host of a Redis URL holds a zero byte")
        }
        self.init(
            endpoint: .tcp(host: String(host), port: port), user: user, password: password, database: database)
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

    private static func decoded(_ text: Substring, _ part: String) throws(RedisURLError) -> String {
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
