import JobQueue
import Keyspace
import ModelRegistry
import Testing

@testable import scoreline

@Suite struct DoctorRulesTests {
    static let healthy = [
        "redis_version": "7.2.4", "aof_enabled": "1", "aof_last_write_status": "ok", "rdb_last_bgsave_status": "ok",
        "maxmemory_policy": "noeviction", "used_memory": "1000000", "maxmemory": "2000000000",
        "total_system_memory": "16000000000", "role": "master", "connected_slaves": "0",
    ]
    static let configured = ["save": "3600 1", "appendfsync": "everysec", "min-replicas-to-write": "0"]

    private func facts(_ info: [String: String], _ configuration: [String: String] = [:]) -> ServerFacts {
        let text = Self.healthy.merging(info) { $1 }.map { "\($0):\($1)\r\n" }.joined()
        return ServerFacts(
            info: .known(InfoText("# Server\r\n" + text)),
            configuration: .known(Self.configured.merging(configuration) { $1 }),
            pings: Array(repeating: .microseconds(100), count: 21), slowCommands: .known(0),
            clockLead: .known(.milliseconds(3)), user: .known("default"),
            refusals: .known(Role.allCases.map { RoleRefusals(role: $0, commands: []) }))
    }

    @Test("A healthy server has nothing but ok findings")
    func healthyServer() {
        let findings = ServerRules.findings(facts([:]))
        #expect(findings.allSatisfy { $0.severity == .ok && $0.mend == nil && $0.why == nil }, "\(findings)")
        #expect(
            findings.map(\.check) == [
                "version", "persistence", "eviction", "memory", "replication", "latency", "clock", "permissions",
            ])
    }

    @Test(
        "Each bad sign of a server is one finding with its severity and the command that mends it",
        arguments: [
            (["redis_version": "6.2.7"], [:], "version", .problem, "install Redis 7"),
            (["redis_version": "6.2.7", "valkey_version": "8.0.1"], [:], "version", .ok, ""),
            (["redis_version": "seven"], [:], "version", .problem, "install"),
            (["aof_enabled": "0"], [:], "persistence", .warning, "appendonly yes"),
            (["aof_enabled": "0"], ["save": ""], "persistence", .problem, "appendonly yes"),
            (["aof_last_write_status": "err"], [:], "persistence", .problem, "CONFIG GET dir"),
            (["rdb_last_bgsave_status": "err"], [:], "persistence", .problem, "BGSAVE"),
            (["rdb_last_bgsave_status": "err"], ["save": ""], "persistence", .ok, ""),
            ([:], ["appendfsync": "no"], "persistence", .warning, "appendfsync everysec"),
            (["maxmemory_policy": "allkeys-lru"], [:], "eviction", .problem, "maxmemory-policy noeviction"),
            (["maxmemory_policy": "volatile-ttl"], [:], "eviction", .problem, "maxmemory-policy noeviction"),
            (["used_memory": "1599999999"], [:], "memory", .ok, ""),
            (["used_memory": "1600000000"], [:], "memory", .warning, "prune"),
            (["used_memory": "1900000000"], [:], "memory", .problem, "prune"),
            (["maxmemory": "0"], [:], "memory", .ok, ""),
            (["maxmemory": "0", "total_system_memory": "4000000000"], [:], "memory", .warning, "maxmemory 2800000000"),
            (["maxmemory": "0", "used_memory": "15500000000"], [:], "memory", .problem, "prune"),
            (["maxmemory": "20000000000"], [:], "memory", .warning, "maxmemory 11200000000"),
            (["used_memory": "much"], [:], "memory", .warning, ""),
            (["role": "slave", "master_host": "a", "master_port": "7"], [:], "replication", .problem, "redis://a:7"),
            (["connected_slaves": "1"], [:], "replication", .warning, "min-replicas-to-write 1"),
            (
                ["connected_slaves": "1", "min_slaves_good_slaves": "1"], ["min-replicas-to-write": "1"], "replication",
                .ok, ""
            ),
            (
                ["min_slaves_good_slaves": "0"], ["min-replicas-to-write": "1"], "replication", .problem,
                "start the replicas"
            ),
            (
                ["min_slaves_good_slaves": "1"], ["min-replicas-to-write": "2"], "replication", .problem,
                "start the replicas"
            ),
        ] as [([String: String], [String: String], String, Finding.Severity, String)])
    func server(
        info: [String: String], configuration: [String: String], check: String, severity: Finding.Severity, mend: String
    ) {
        let findings = ServerRules.findings(facts(info, configuration))
        let finding = findings.first { $0.check == check }
        #expect(finding?.severity == severity && finding?.mend?.contains(mend) ?? mend.isEmpty, "\(findings)")
        #expect(findings.count { $0.severity != .ok } == (severity == .ok ? 0 : 1), "\(findings)")
        #expect((finding?.why == nil) == (severity == .ok) && (finding?.mend == nil) == (severity == .ok))
    }

    @Test("Latency and clock are judged by their size, not their sign")
    func times() {
        func pings(_ usual: Int, worst: Int) -> Finding.Severity {
            ServerRules.latency(
                Array(repeating: .milliseconds(usual), count: 20) + [.milliseconds(worst)], slow: nil
            ).severity
        }
        #expect(pings(1, worst: 249) == .ok && pings(1, worst: 250) == .warning)
        #expect(pings(5, worst: 5) == .warning && pings(49, worst: 49) == .warning && pings(50, worst: 50) == .problem)
        #expect(ServerRules.latency([], slow: nil).severity == .warning)
        for sign in [1.0, -1.0] {
            #expect(ServerRules.clock(.seconds(2.9 * sign)).severity == .ok)
            #expect(ServerRules.clock(.seconds(3.1 * sign)).severity == .warning)
        }
        #expect(ServerRules.clock(.seconds(-9)).found.contains("9.0 s behind"))
    }

    @Test("What may not be looked at is a warning that names the rule it takes, never a failure")
    func permissions() {
        var facts = facts([:])
        facts.info = .unknown(.permission("+info"))
        facts.clockLead = .unknown(.permission("+time"))
        facts.user = .unknown(.permission("+acl|whoami"))
        var findings = ServerRules.findings(facts)
        #expect(findings.map(\.check) == ["server", "latency", "clock", "permissions"])
        #expect(findings.filter { $0.severity == .warning }.count == 3)
        #expect(findings[0].found.contains("needs +info") && findings[3].mend?.contains("'+acl|whoami'") == true)
        facts = self.facts(["aof_enabled": "0"])
        facts.configuration = .unknown(.permission("+config|get"))
        findings = ServerRules.findings(facts).filter { $0.severity != .ok }
        #expect(
            findings.map(\.check) == ["persistence", "snapshots"] && findings.allSatisfy { $0.severity == .warning })
        let none = Role.allCases.map { RoleRefusals(role: $0, commands: ["A", "B", "C", "D"]) }
        let found = ServerRules.permissions(.known("ada"), .known(none))
        #expect(found.severity == .warning && found.found.contains("may not A, B, C and 1 more"))
    }

    private static let pointer = ModelPointer(
        version: 7, previous: 6, lastVersion: 7, generation: 9, sha256: String(repeating: "a", count: 64),
        publishedAt: 1, publishedBy: "ada@h")

    private static func worker(_ state: ModelState = .ready, version: Int? = 7) -> WorkerRecord {
        WorkerRecord(id: "w", host: "h", pid: 1, startedAt: 1, state: state, version: version, reason: "bad")
    }

    private static func depth(_ change: (inout QueueDepth) -> Void) -> Fact<QueueDepth> {
        var depth = QueueDepth()
        change(&depth)
        return .known(depth)
    }

    struct ModelCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let check: String
        let severity: Finding.Severity
        let mend: String
        let change: @Sendable (inout ModelFacts) -> Void
    }

    static let modelCases = [
        ModelCase(testDescription: "nothing wrong", check: "workers", severity: .ok, mend: "") { _ in },
        ModelCase(
            testDescription: "no version", check: "live version", severity: .warning, mend: "models publish m FILE"
        ) {
            $0.pointer = .known(nil)
            $0.live = nil
            $0.workers = .known([worker(version: nil)])
        },
        ModelCase(
            testDescription: "jobs without a version", check: "live version", severity: .problem, mend: "models publish"
        ) {
            $0.pointer = .known(nil)
            $0.workers = .known([worker(version: nil)])
            $0.depth = depth { $0.suspects = 1 }
        },
        ModelCase(testDescription: "wrong bytes", check: "live version", severity: .problem, mend: "rollback m --to 6")
        {
            $0.live = .unknown(.damage("the bytes have another SHA-256"))
        },
        ModelCase(
            testDescription: "no workers", check: "workers", severity: .warning, mend: "scoreline-worker --model m"
        ) {
            $0.workers = .known([])
        },
        ModelCase(testDescription: "no workers, jobs", check: "workers", severity: .problem, mend: "scoreline-worker") {
            $0.workers = .known([])
            $0.depth = depth { $0.jobs = 1 }
        },
        ModelCase(testDescription: "no workers, claims", check: "workers", severity: .problem, mend: "scoreline-worker")
        {
            $0.workers = .known([])
            $0.depth = depth { $0.inFlight = 1 }
        },
        ModelCase(testDescription: "refused", check: "workers", severity: .problem, mend: "models rollback m") {
            $0.workers = .known([worker(), worker(.refused, version: 6)])
        },
        ModelCase(testDescription: "loading", check: "workers", severity: .warning, mend: "models wait m") {
            $0.workers = .known([worker(), worker(.loading, version: nil)])
        },
        ModelCase(testDescription: "behind", check: "workers", severity: .warning, mend: "models wait m") {
            $0.workers = .known([worker(version: 6)])
        },
        ModelCase(testDescription: "paused", check: "queue", severity: .warning, mend: "scoreline resume m") {
            $0.depth = depth { $0.isPaused = true }
        },
        ModelCase(testDescription: "results", check: "results", severity: .warning, mend: "--max-results") {
            $0.depth = depth { $0.results = 100_000 }
        },
        ModelCase(testDescription: "dead", check: "dead", severity: .warning, mend: "scoreline dead list m") {
            $0.depth = depth { $0.dead = 1 }
        },
        ModelCase(testDescription: "suspects", check: "suspects", severity: .warning, mend: "status m") {
            $0.depth = depth { $0.suspects = 1 }
        },
        ModelCase(testDescription: "claim without lease", check: "claims", severity: .warning, mend: "doctor m") {
            $0.leases = .known(LeaseFacts(claimsWithout: 1, overdue: 0))
        },
        ModelCase(testDescription: "overdue lease", check: "claims", severity: .warning, mend: "doctor m") {
            $0.leases = .known(LeaseFacts(claimsWithout: 0, overdue: 1))
        },
        ModelCase(testDescription: "lost claim", check: "keys", severity: .problem, mend: "ZADD 'p:{m}:leases' 0 ab:7,")
        {
            $0.strays = [Stray(kind: .lostClaim, key: "p:{m}:claim:ab:7")]
        },
        ModelCase(testDescription: "wrong type", check: "keys", severity: .problem, mend: "redis-cli DEL 'p:{m}:jobs'")
        {
            $0.strays = [Stray(kind: .wrongType, key: "p:{m}:jobs")]
        },
        ModelCase(testDescription: "fence", check: "keys", severity: .warning, mend: "EXPIRE 'p:{m}:done:a' 3600") {
            $0.strays = [Stray(kind: .eternalFence, key: "p:{m}:done:a")]
        },
        ModelCase(testDescription: "drift", check: "keys", severity: .warning, mend: "EXPIRE 'p:{m}:drift:600' 21600") {
            $0.strays = [Stray(kind: .eternalDrift, key: "p:{m}:drift:600")]
        },
        ModelCase(testDescription: "upload", check: "keys", severity: .warning, mend: "EXPIRE 'p:{m}:upload:a' 600") {
            $0.strays = [Stray(kind: .eternalUpload, key: "p:{m}:upload:a")]
        },
        ModelCase(testDescription: "stranger", check: "keys", severity: .warning, mend: "--prefix") {
            $0.strays = [Stray(kind: .unknownName, key: "p:{m}:\u{1b}[2J")]
        },
        ModelCase(
            testDescription: "no permission", check: "queue", severity: .warning, mend: "ACL SETUSER USER +x '~y{'"
        ) {
            $0.depth = .unknown(.permission("+x ~y{"))
        },
    ]

    @Test(
        "Each bad sign of a model is one finding with its severity and the command that mends it", arguments: modelCases
    )
    func model(_ expected: ModelCase) throws {
        var facts = ModelFacts(
            keys: try Keyspace(prefix: "p").model("m"), pointer: .known(Self.pointer), live: .known(.verified(5)),
            workers: .known([Self.worker()]),
            depth: .known(QueueDepth()), leases: .known(LeaseFacts(claimsWithout: 0, overdue: 0)), strays: [])
        expected.change(&facts)
        let findings = ModelRules.findings(facts)
        let finding = findings.first { $0.check == expected.check }
        #expect(finding?.severity == expected.severity, "\(findings)")
        #expect(finding?.mend?.contains(expected.mend) ?? expected.mend.isEmpty, "\(findings)")
        #expect(findings.allSatisfy { $0.model == "m" && !"\($0)".contains("\u{1b}") })
        if expected.severity == .ok { #expect(findings.allSatisfy { $0.severity == .ok }, "\(findings)") }
    }

    @Test("A text of a stranger is one word of a shell, and no terminal acts on it")
    func words() {
        let words = [
            ("a-b:1", "a-b:1"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("$(x)", "'$(x)'"),
            ("\u{1b}[m", "$'\\x1b\\x5bm'"), ("ü", "$'\\xc3\\xbc'"),
        ]
        for (text, word) in words { #expect(ShellWord.quoted(text) == word) }
    }
}
