/// What the facts about a server mean. No clock and no I/O.
enum ServerRules {
    static func findings(_ facts: ServerFacts) -> [Finding] {
        var findings: [Finding] = []
        switch facts.info {
        case .known(let info):
            findings = [
                version(info), persistence(info, facts.configuration.value), eviction(info), memory(info),
                replication(info, facts.configuration.value),
            ]
            if info.integer("aof_enabled") != 1, case .unknown(let gap) = facts.configuration {
                findings.append(.unknown("snapshots", gap))
            }
        case .unknown(let gap):
            findings = [.unknown("server", gap, of: "version, persistence, eviction, memory and replication")]
        }
        findings.append(latency(facts.pings, slow: facts.slowCommands.value))
        switch facts.clockLead {
        case .known(let lead): findings.append(clock(lead))
        case .unknown(let gap): findings.append(.unknown("clock", gap))
        }
        return findings + [permissions(facts.user, facts.refusals)]
    }

    static func version(_ info: InfoText) -> Finding {
        if let valkey = info["valkey_version"] { return .ok("version", "Valkey \(valkey)") }
        let version = info["redis_version"] ?? "of unknown version"
        guard let major = version.split(separator: ".").first.flatMap({ Int($0) }), major >= 7 else {
            return .problem(
                "version", "Redis \(version)", why: "the scripts need Redis 7 or later: workers can't claim",
                mend: "install Redis 7 or later, or Valkey")
        }
        return .ok("version", "Redis \(version)")
    }

    static func persistence(_ info: InfoText, _ configuration: [String: String]?) -> Finding {
        let isLogging = info.integer("aof_enabled") == 1
        let saves = configuration?["save"]
        if isLogging, let status = info["aof_last_write_status"], status != "ok" {
            return failedWrite("the append-only file can't be written (aof_last_write_status \(status))")
        }
        if saves != "", let status = info["rdb_last_bgsave_status"], status != "ok" {
            return failedWrite("the last snapshot failed (rdb_last_bgsave_status \(status))")
        }
        if isLogging {
            guard configuration?["appendfsync"] != "no" else {
                return .warning(
                    "persistence", "the append-only file is on, but appendfsync is no",
                    why: "a crash of the host loses what the system has not written yet, often half a minute",
                    mend: "redis-cli CONFIG SET appendfsync everysec && redis-cli CONFIG REWRITE")
            }
            return .ok("persistence", "the append-only file is on and was written")
        }
        let mend = "redis-cli CONFIG SET appendonly yes && redis-cli CONFIG REWRITE"
        guard saves == "" else {
            return .warning(
                "persistence", "the append-only file is off" + (saves == nil ? "" : "; there are only snapshots"),
                why: "a restart loses jobs, results and versions that came after the last snapshot", mend: mend)
        }
        return .problem(
            "persistence", "nothing is written to disk: no append-only file, no snapshots",
            why: "a restart loses every job, every result and every model", mend: mend)
    }

    private static func failedWrite(_ found: String) -> Finding {
        .problem(
            "persistence", found, why: "Redis refuses writes then (MISCONF), or loses them with its next restart",
            mend: "make room in its folder and check who owns it: redis-cli CONFIG GET dir; then: redis-cli BGSAVE")
    }

    static func eviction(_ info: InfoText) -> Finding {
        let policy = info["maxmemory_policy"] ?? "unknown"
        guard policy == "noeviction" else {
            return .problem(
                "eviction", "maxmemory-policy is \(policy)",
                why: "a full Redis throws away jobs, claims and models without a word",
                mend: "redis-cli CONFIG SET maxmemory-policy noeviction && redis-cli CONFIG REWRITE")
        }
        return .ok("eviction", "maxmemory-policy is noeviction")
    }

    static func memory(_ info: InfoText) -> Finding {
        guard let used = info.integer("used_memory"), let limit = info.integer("maxmemory") else {
            return .unknown("memory", .refusal("INFO names no used_memory and no maxmemory"))
        }
        let system = info.integer("total_system_memory") ?? 0
        let bound = limit > 0 ? limit : system
        let name = limit > 0 ? "maxmemory" : "the host's memory; maxmemory is 0"
        let found = bound > 0 ? "\(mebibytes(used)) used of \(mebibytes(bound)), \(name)" : "\(mebibytes(used)) used"
        let full = "producers get OOM errors when it is full, or the kernel kills Redis"
        let read =
            "read results (scoreline results MODEL), prune versions (scoreline models prune MODEL), or raise maxmemory"
        if bound > 0, used >= bound / 20 * 19 { return .problem("memory", found, why: full, mend: read) }
        if bound > 0, used >= bound / 5 * 4 { return .warning("memory", found, why: full, mend: read) }
        if limit == 0, (1..<smallHost).contains(system) {
            return .warning(
                "memory", found, why: "unread results can grow until the kernel kills Redis, and with it what it holds",
                mend: "redis-cli CONFIG SET maxmemory \(system / 10 * 7) && redis-cli CONFIG REWRITE")
        }
        if limit > 0, system > 0, limit > system {
            return .warning(
                "memory", found + ", more than the host's \(mebibytes(system))",
                why: "the kernel kills Redis before maxmemory protects it",
                mend: "redis-cli CONFIG SET maxmemory \(system / 10 * 7) && redis-cli CONFIG REWRITE")
        }
        return .ok("memory", found)
    }

    /// Below this a Redis without a bound gets a warning.
    private static let smallHost = 8 << 30

    private static func mebibytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }

    static func replication(_ info: InfoText, _ configuration: [String: String]?) -> Finding {
        guard info["role"] != "slave" else {
            let primary = "\(info["master_host"] ?? "?"):\(info["master_port"] ?? "?")"
            return .problem(
                "replication", "this is a replica of \(primary)", why: "it answers every write with READONLY",
                mend: "give the primary's address: --redis redis://\(primary)")
        }
        let replicas = info.integer("connected_slaves") ?? 0
        let wanted = configuration?["min-replicas-to-write"].flatMap { Int($0) }
        if let good = info.integer("min_slaves_good_slaves"), good < max(1, wanted ?? 1) {
            return .problem(
                "replication", "fewer replicas keep up than min-replicas-to-write asks for: \(good)",
                why: "every write is refused with NOREPLICAS",
                mend: "start the replicas, or: redis-cli CONFIG SET min-replicas-to-write \(good)")
        }
        guard replicas > 0, wanted == 0 else { return .ok("replication", "a primary; replicas: \(replicas)") }
        return .warning(
            "replication", "a primary; replicas: \(replicas), and min-replicas-to-write is 0",
            why: "cut off from them it goes on taking jobs, which a failover then loses",
            mend: "redis-cli CONFIG SET min-replicas-to-write 1 && redis-cli CONFIG REWRITE")
    }

    static func latency(_ pings: [Duration], slow: Int?) -> Finding {
        let sorted = pings.sorted()
        guard let worst = sorted.last else { return .unknown("latency", .refusal("no PING was answered")) }
        let median = sorted[sorted.count / 2]
        var found = "PING takes \(milliseconds(median)) ms, at worst \(milliseconds(worst)) ms of \(sorted.count)"
        if let slow, slow > 0 { found += "; entries in SLOWLOG: \(slow)" }
        let mend = "see redis-cli SLOWLOG GET 10 and redis-cli --latency; bring workers and Redis into one network"
        let why = "every batch costs a round trip, and leases are extended late"
        if median >= .milliseconds(50) { return .problem("latency", found, why: why, mend: mend) }
        guard median < .milliseconds(5), worst < .milliseconds(250) else {
            return .warning("latency", found, why: why, mend: mend)
        }
        return .ok("latency", found)
    }

    private static func milliseconds(_ duration: Duration) -> Double { (duration / .microseconds(10)).rounded() / 100 }

    static func clock(_ lead: Duration) -> Finding {
        let seconds = ((lead / .milliseconds(100)).rounded() / 10).magnitude
        guard lead.magnitude >= .seconds(3) else {
            return .ok("clock", "Redis and this host agree within \(seconds) s")
        }
        return .warning(
            "clock", "the clock of Redis is \(seconds) s \(lead > .zero ? "ahead of" : "behind") this host's",
            why: "expires_at is compared with Redis' clock: jobs expire too early or too late",
            mend: "on both hosts: timedatectl set-ntp true")
    }

    static func permissions(_ user: Fact<String>, _ refusals: Fact<[RoleRefusals]>) -> Finding {
        guard case .known(let user) = user else {
            if case .unknown(let gap) = user { return .unknown("permissions", gap) }
            preconditionFailure("a fact is known or not")
        }
        switch refusals {
        case .unknown(let gap): return .unknown("permissions", gap)
        case .known(let roles):
            let met = roles.filter(\.commands.isEmpty).map(\.role.rawValue)
            let unmet = roles.filter { !$0.commands.isEmpty }.map { role in
                "not \(role.role.rawValue): may not \(role.commands.prefix(3).joined(separator: ", "))"
                    + (role.commands.count > 3 ? " and \(role.commands.count - 3) more" : "")
            }
            let may = "user \(user) may act as " + (met.isEmpty ? "nothing" : met.joined(separator: ", "))
            let found = ([may] + unmet).joined(separator: "; ")
            guard met.isEmpty else { return .ok("permissions", found) }
            return .warning(
                "permissions", found, why: "no program of Scoreline can do all of its work as this user",
                mend: "give it the rules of a role from docs/examples/users.acl: redis-cli ACL SETUSER \(user) …")
        }
    }
}

extension Duration {
    fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
