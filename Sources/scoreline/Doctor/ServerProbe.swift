import Glibc
import Keyspace
import Redis

/// Gathers the facts about a server; nothing is written.
enum ServerProbe {
    private static let pings = 21

    /// `keys` are of the model that the permissions are asked for.
    static func read(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) -> ServerFacts {
        let info = try connection.ask(RedisCommand("INFO"), needing: "+info") { reply throws(RedisError) in
            InfoText(try reply.text() ?? "")
        }
        let configuration = try connection.ask(
            RedisCommand("CONFIG", "GET", "save", "appendfsync", "min-replicas-to-write"), needing: "+config|get"
        ) { reply throws(RedisError) in try reply.pairs() }
        let slow = try connection.ask(RedisCommand("SLOWLOG", "LEN"), needing: "+slowlog|len") {
            reply throws(RedisError) in try reply.integer()
        }
        let user = try connection.ask(RedisCommand("ACL", "WHOAMI"), needing: "+acl|whoami") {
            reply throws(RedisError) in try reply.text() ?? ""
        }
        return ServerFacts(
            info: info, configuration: configuration, pings: try roundTrips(&connection), slowCommands: slow,
            clockLead: try clockLead(&connection), user: user,
            refusals: try refusals(of: user.value, keys, &connection))
    }

    private static func roundTrips(_ connection: inout RedisConnection) throws(RedisError) -> [Duration] {
        var durations: [Duration] = []
        for _ in 0..<pings {
            let start = ContinuousClock.now
            _ = try connection.call(RedisCommand("PING"))
            durations.append(.now - start)
        }
        return durations
    }

    private static func clockLead(_ connection: inout RedisConnection) throws(RedisError) -> Fact<Duration> {
        let before = hostTime()
        let time = try connection.ask(RedisCommand("TIME"), needing: "+time") { reply throws(RedisError) in
            Duration.seconds(try reply.integer(at: 0)) + .microseconds(try reply.integer(at: 1))
        }
        let after = hostTime()
        switch time {
        case .known(let time): return .known(time - (before + after) / 2)
        case .unknown(let gap): return .unknown(gap)
        }
    }

    /// Since 1970.
    private static func hostTime() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private static func refusals(
        of user: String?, _ keys: ModelKeys, _ connection: inout RedisConnection
    ) throws(RedisError) -> Fact<[RoleRefusals]> {
        guard let user else { return .unknown(.permission("+acl|whoami")) }
        var roles: [RoleRefusals] = []
        for role in Role.allCases {
            let commands = role.commands(on: keys)
            for words in commands {
                var command = RedisCommand("ACL", "DRYRUN", user)
                for word in words { command.append(word) }
                try connection.append(command)
            }
            var gap: Gap?
            var refused: [String] = []
            // Every reply, also after an error: the connection goes on.
            for words in commands {
                let reply = try connection.receive()
                if let error = reply.error {
                    gap = try Gap(error, needing: "+acl|dryrun")
                } else if try reply.text() != "OK" {
                    refused.append(words.prefix(2).joined(separator: " "))
                }
            }
            if let gap { return .unknown(gap) }
            roles.append(RoleRefusals(role: role, commands: refused))
        }
        return .known(roles)
    }
}

extension RedisConnection {
    /// Sends a command whose refusal is an answer too.
    mutating func ask<Value>(
        _ command: RedisCommand, needing rule: String,
        _ read: (borrowing RedisReply) throws(RedisError) -> Value
    ) throws(RedisError) -> Fact<Value> {
        try append(command)
        let reply = try receive()
        if let error = reply.error { return .unknown(try Gap(error, needing: rule)) }
        return .known(try read(reply))
    }
}
