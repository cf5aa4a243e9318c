import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// `scoreline doctor` against real servers in real trouble.
@Suite struct DoctorTests {
    private struct Report {
        let status: Int32
        let document: JSONValue

        /// How many findings are of a severity. Not those about time: they are right about a machine that tests keep busy.
        func count(_ severity: String) -> Int {
            (document["findings"]?.array ?? []).count {
                $0["severity"]?.string == severity && !["latency", "clock"].contains($0["check"]?.string)
            }
        }

        /// The findings of a check that are not ok, as "severity found | mend".
        func troubles(_ check: String) -> [String] {
            (document["findings"]?.array ?? []).filter {
                $0["check"]?.string == check && $0["severity"]?.string != "ok"
            }.map {
                "\($0["severity"]?.string ?? "") \($0["found"]?.string ?? "") | \($0["mend"]?.string ?? "")"
            }
        }

        var checks: Set<String> { Set((document["findings"]?.array ?? []).compactMap { $0["check"]?.string }) }
    }

    private func doctor(_ stage: Stage, _ arguments: [String] = []) throws -> Report {
        let process = try stage.start("scoreline", ["doctor", "--json"] + arguments)
        let status = try process.wait()
        let text = Array(process.output.utf8)
        return Report(status: status, document: try JSONValue.parse(text.span))
    }

    @Test("A Redis set up as the documents say, with a worker at work, has no problem")
    func healthy() throws {
        let stage = try Stage(["--appendonly", "yes", "--maxmemory", "1gb"])
        _ = try stage.startWorker()
        try stage.publishPenguins(readyWorkers: 1)
        try stage.push(penguinJobs(5_000))
        let busy = try doctor(stage)
        #expect(busy.count("problem") == 0, "\(busy.document.line)")
        _ = try stage.results(5_000)
        let quiet = try doctor(stage, ["penguins"])
        #expect(quiet.count("problem") == 0 && quiet.count("warning") == 0, "\(quiet.document.line)")
        let counts = ["problem", "warning"].map { severity in
            quiet.document["findings"]?.array?.count { $0["severity"]?.string == severity }
        }
        #expect(counts == [quiet.document["problems"]?.integer, quiet.document["warnings"]?.integer])
        #expect(quiet.status == (counts[0] == 0 ? 0 : 1))
        let text = try stage.scoreline("doctor")
        #expect(text.output.contains("model penguins\n"))
        let last = text.output.split(separator: "\n").last ?? ""
        #expect(last.contains(/^\d+ problems?, \d+ warnings?$/), "\(text.output)")
    }

    @Test("What is wrong with a server is a problem, exit 1, and gone after the command that was given")
    func server() throws {
        let stage = try Stage(["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"])
        let sick = try doctor(stage)
        #expect(sick.status == 1)
        #expect(sick.troubles("persistence").first?.hasPrefix("problem nothing is written to disk") == true)
        for check in ["persistence", "eviction"] {
            let mend = try #require(sick.troubles(check).first?.split(separator: "|").last)
            // Up to the second command, which writes a configuration file that this server does not have.
            let words = mend.split(separator: "&").first?.split(separator: " ").map(String.init) ?? []
            _ = try stage.call(words[1], Array(words.dropFirst(2)))
        }
        try eventually("the append-only file is written") { try self.doctor(stage).status == 0 }
        _ = try stage.call("REPLICAOF", "127.0.0.1", "1")
        let replica = try doctor(stage)
        #expect(replica.status == 1 && replica.troubles("replication").first?.contains("127.0.0.1:1") == true)
    }

    @Test("Stray keys are named, and the command that is given lets a worker answer a lost claim")
    func strays() throws {
        let stage = try Stage(["--appendonly", "yes"])
        try stage.publishPenguins()
        _ = try stage.call("RPUSH", [stage.key("claim:ab:7")] + penguinJobs(3))
        _ = try stage.call("SET", stage.key("done:ab"), "7")
        _ = try stage.call("SET", stage.key("upload:x"), "7")
        _ = try stage.call("RPUSH", stage.key("reply:x"), "7")
        _ = try stage.call("SET", stage.key("worker:x"), "7")
        _ = try stage.call("SET", stage.key("jobs"), "no list")
        _ = try stage.call("SET", stage.key("it's"), "x")
        _ = try stage.call("RPUSH", stage.key("jobs", of: "none"), "{}")
        _ = try stage.call("HSET", stage.key("claims"), "cd:1", "0 1 1 1000")
        _ = try stage.call("ZADD", stage.key("leases"), "1", "ef:1", "1", "gh:1")
        let report = try doctor(stage)
        #expect(report.status == 1)
        let strays = report.troubles("keys")
        for kind in [
            "problem keys of a type", "problem claimed jobs", "warning marks of finished", "warning reply lists",
            "warning uploads", "warning records of workers", "warning keys that Scoreline does not know",
        ] { #expect(strays.contains { $0.hasPrefix(kind) }, "\(kind): \(strays)") }
        #expect(strays.count == 7)
        #expect(report.troubles("live version").contains { $0.contains("models publish none FILE") })
        #expect(report.troubles("claims").contains { $0.contains("2 whose lease ended") })
        let mend = try #require(strays.first { $0.contains("claimed jobs") }?.components(separatedBy: " | ").last)
        #expect(mend.hasPrefix("redis-cli ZADD '\(stage.key("leases"))' 0 ab:7,"))
        _ = try stage.call("DEL", stage.key("jobs"), stage.key("claims"), stage.key("leases"), stage.key("worker:x"))
        _ = try stage.call("ZADD", stage.key("leases"), "0", "ab:7")
        _ = try stage.startWorker(["--lease", "0.5"])
        #expect(try tally(stage.results(3)).distinct == 3)
    }

    @Test("A live version whose bytes are gone or others is a problem", arguments: ["DEL", "SETRANGE"])
    func bytes(command: String) throws {
        let stage = try Stage(["--appendonly", "yes"])
        try stage.publishPenguins()
        _ = try stage.call(command, [stage.key("model:1")] + (command == "DEL" ? [] : ["9000", "x"]))
        let report = try doctor(stage, ["penguins"])
        #expect(report.status == 1 && report.troubles("live version").count == 1, "\(report.document.line)")
        #expect(report.troubles("live version").first?.contains("models publish penguins") == true)
    }

    @Test("A user with few permissions hears what each check needs", arguments: ["producer", "worker", "trainer"])
    func permissions(role: String) throws {
        let access = try AccessStage()
        try access.stage.publishPenguins()
        let report = try doctor(access.stage, ["penguins"] + access.login(role))
        #expect(report.status == 0, "\(report.document.line)")
        #expect(report.troubles("server").first?.contains("needs +info") == true)
        #expect(report.troubles("permissions").first?.contains("needs +acl|whoami") == true)
        #expect(
            report.checks.isSuperset(of: ["latency", "clock", "keys", "live version", "workers", "queue", "claims"]))
    }

    @Test("An operator may check all but the configuration, and each role is enough for what doctor asks of it")
    func roles() throws {
        let access = try AccessStage(["--appendonly", "yes"])
        try access.stage.publishPenguins()
        let report = try doctor(access.stage, access.login("operator"))
        #expect(report.count("problem") == 0 && report.count("warning") == 1, "\(report.document.line)")
        #expect(report.troubles("workers").count == 1)
        // Asking about a role takes what only operators have.
        for role in ["producer", "worker", "trainer", "operator"] {
            _ = try access.stage.call("ACL", "SETUSER", role, "+acl|whoami", "+acl|dryrun")
            let text = try access.stage.start("scoreline", ["doctor", "penguins"] + access.login(role))
            try text.wait()
            let line = text.output.split(separator: "\n").first { $0.contains("permissions") } ?? ""
            let may = line.split(separator: ";").first?.components(separatedBy: "may act as ").last ?? ""
            #expect(may.components(separatedBy: ", ").contains(role), "\(line)")
        }
    }

    @Test("Without Redis it ends with 3")
    func unreachable() throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess(
            try Programs.path(of: "scoreline"), ["doctor"], folder: folder,
            environment: ["SCORELINE_REDIS": "unix://" + folder.path("none.sock")])
        #expect(try process.wait() == 3 && process.output.isEmpty)
    }
}
