/// What was found out about a Redis.
struct ServerFacts: Sendable, Equatable {
    var info: Fact<InfoText>
    /// `save`, `appendfsync`, `min-replicas-to-write` of its configuration.
    var configuration: Fact<[String: String]>
    /// Round trips of PING.
    var pings: [Duration]
    /// Commands that `slowlog-log-slower-than` counts as slow, since the log was reset.
    var slowCommands: Fact<Int>
    /// Its clock's lead over this host's.
    var clockLead: Fact<Duration>
    /// Who it takes this program for.
    var user: Fact<String>
    /// What of each role the user may not do.
    var refusals: Fact<[RoleRefusals]>
}

/// Commands of a role that a user may not run; none when it may act in it.
struct RoleRefusals: Sendable, Equatable {
    let role: Role
    /// Such as `RPUSH scoreline:{penguins}:jobs`.
    let commands: [String]
}
