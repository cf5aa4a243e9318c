import Foundation
import JSONBytes
import Keyspace
import ModelRegistry
import TestSupport
import Testing

@Suite struct PageTests {
    private static let tabs = ["queue", "workers", "in-flight", "dead", "versions", "drift", "audit", "jobs"]

    @Test("With nothing in Redis the overview says how to begin, and every other page is not there")
    func empty() throws {
        let stage = try DashboardStage()
        let overview = try stage.get("/")
        #expect(overview.status == 200 && overview.body.contains("There are no models yet."))
        #expect(overview.body.contains("scoreline models publish NAME FILE"))
        for path in Self.tabs.map({ "/models/m/\($0)" }) + ["/models/m/dead/1-1", "/models/m/versions/1", "/nothing"] {
            let answer = try stage.get(path)
            #expect(answer.status == 404 && answer.body.contains(#"href="/""#), "\(path): \(answer.status)")
        }
        #expect(try stage.get("/api/status").json["models"]?.array?.isEmpty == true)
        for path in ["/api/models/m/status", "/api/models/m/dead", "/api/nothing", "/api/models/a%20b/status"] {
            let answer = try stage.get(path)
            #expect(try answer.status == 404 && answer.json["error"]?.string?.isEmpty == false, "\(path)")
        }
    }

    @Test("A busy model has its numbers, its workers, its versions and its dead letters on its pages")
    func busy() throws {
        let stage = try DashboardStage()
        let file = try [UInt8](Data(contentsOf: URL(filePath: Programs.penguins)))
        try stage.publish(file)
        try stage.publish(file)
        try stage.write(DashboardStage.worker(version: 2))
        try stage.call("RPUSH", stage.keys.jobs, #"{"id":"first"}"#, #"{"id":"second"}"#)
        let claim = String(repeating: "1", count: 32) + ".0:1"
        try stage.call("HSET", stage.keys.claims, claim, "0 5 1748253600000 10000")
        try stage.call("ZADD", stage.keys.leases, "99999999999999", claim)
        try stage.call(
            "XADD", stage.keys.dead, "7-1", "reason", "poison", "deliveries", "3", "length", "15", "job",
            #"{"id":"poisoned"}"#)
        let said: [(path: String, texts: [String])] = [
            ("/", ["Scoring keeps up.", "version 2", #"href="/models/m/queue""#, "1 job was given up"]),
            ("/models/m/queue", ["Scoring keeps up.", ">2</dd>", "Over time", "Nothing was recorded"]),
            ("/models/m/workers", ["The worker is READY.", "host-1", "process 4711", "64 MiB", ">13<"]),
            ("/models/m/in-flight", ["5 jobs are in 1 claim.", "host-1", "lane 0", "ends in"]),
            ("/models/m/dead", ["1 job was given up", "poisoned", "poison", #"href="/models/m/dead/7-1""#]),
            ("/models/m/dead?reason=other", ["None of them matches."]),
            ("/models/m/dead/7-1", ["{&quot;id&quot;:&quot;poisoned&quot;}", "Workers lost"]),
            ("/models/m/versions", ["Version 2 is live.", "by ada", "scoreline models rollback m", "previous"]),
            ("/models/m/versions/1", ["Version 1", "multiclass", "flipper_length_mm", "Metrics of the training"]),
            ("/models/m/drift", ["There is nothing to compare yet."]),
            ("/models/m/jobs?id=second", ["It waits for a worker: 1 job is before it"]),
            ("/models/m/jobs?id=poisoned", ["It was given up", "See the dead letter"]),
            ("/models/m/jobs?id=nobody", ["No job nobody is here.", "its result was read already"]),
        ]
        for (path, texts) in said {
            let answer = try stage.get(path)
            #expect(answer.status == 200, "\(path)")
            for text in texts { #expect(answer.body.contains(text), "\(path) lacks \(text)") }
        }
        #expect(try stage.get("/models/m").headers["location"] == "/models/m/queue")
        #expect(try stage.get("/models/m/dead/8-8").status == 404)
        #expect(try stage.get("/models/m/dead/x").status == 400)
        #expect(try stage.get("/models/m/versions/9").status == 404)
        #expect(try stage.get("/models/m/versions/x").status == 400)
    }

    @Test("Why a queue is stuck stands on the overview and on its page")
    func stuck() throws {
        let stage = try DashboardStage()
        try stage.publish([UInt8](Data(contentsOf: URL(filePath: Programs.penguins))))
        try stage.call("RPUSH", stage.keys.jobs, "{}")
        try stage.write(
            DashboardStage.worker(state: .refused, version: nil, refused: 1, reason: "golden rows differ"))
        for path in ["/", "/models/m/queue", "/models/m/workers"] {
            let body = try stage.get(path).body
            #expect(body.contains("All workers refused version 1 (golden rows differ)"), "\(path)")
            #expect(body.contains("scoreline models rollback m"), "\(path)")
        }
        let concerns = try stage.get("/api/models/m/concerns").json
        #expect(concerns["health"]?.string == "stuck")
        #expect(concerns["concerns"]?.array?.first?["kind"]?.string == "nothing_served")
    }

    @Test("One model's stray key does not hide the others")
    func broken() throws {
        let stage = try DashboardStage()
        try stage.call("SET", "scoreline:{bad}:jobs", "x")
        try stage.call("RPUSH", stage.keys.jobs, "{}")
        let body = try stage.get("/").body
        #expect(body.contains("bad can&#39;t be read") || body.contains("bad can't be read"))
        #expect(body.contains("No version is published, and 1 job waits."))
        #expect(try stage.get("/models/bad/queue").status == 500)
        #expect(try stage.get("/models/m/queue").status == 200)
    }

    @Test("What strangers wrote is shown as text, wherever they wrote it")
    func hostile() throws {
        let stage = try DashboardStage()
        let evil = #"<script>alert(1)</script>"><img src=x onerror="x">'"#
        try stage.publish([UInt8](Data(contentsOf: URL(filePath: Programs.penguins))))
        try stage.write(DashboardStage.worker(state: .refused, refused: 1, reason: evil, host: evil))
        let job = JSONValue.object([.init("id", .string(evil))]).line
        try stage.call("RPUSH", stage.keys.jobs, job)
        try stage.call("RPUSH", stage.keys.suspects, "1:" + job)
        try stage.call("HSET", stage.keys.claims, evil, "\(evil) 1")
        try stage.call("XADD", stage.keys.dead, "7-1", "reason", evil, "deliveries", evil, "length", evil, "job", job)
        try stage.call("HSET", stage.keys.model, "published_by", evil, "by:1", evil)
        try stage.call("XADD", stage.keys.history(10), "*", "pending", evil)
        try stage.call(
            "XADD", stage.keys.audit, "*", "who", evil, "from", evil, "action", evil, "object", evil, "detail", evil)
        let result = #"{"id":"x","status":"failed","model_version":"\#("<b>")","error":{"code":"<i>"}}"#
        try stage.call("RPUSH", stage.keys.results, result)
        let found = "?id=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg%20src%3Dx%20onerror%3D%22x%22%3E%27"
        let paths =
            ["/"] + Self.tabs.map { "/models/m/\($0)" } + [
                "/models/m/dead/7-1", "/models/m/jobs" + found, "/models/m/jobs?id=x",
                "/models/m/dead?reason=%3Cscript%3E",
                "/models/%3Cscript%3E/queue", "/%3Cscript%3E", "/models/m/queue?range=%3Cscript%3E",
            ]
        for path in paths {
            let answer = try stage.get(path)
            #expect([200, 404].contains(answer.status), "\(path): \(answer.status)")
            #expect(!answer.body.contains("<script>") && !answer.body.contains("<img"), "\(path)")
            #expect(
                !answer.body.contains("<b>") && !answer.body.contains("<i>") && !answer.body.contains(#"onerror=""#),
                "\(path)")
        }
        #expect(try stage.get("/models/m/jobs" + found).body.contains("It waits for a worker"))
        #expect(try stage.get("/models/m/dead").body.contains("&lt;script&gt;"))
    }

    @Test("Every answer forbids what pages do not need, and files may be kept for good")
    func headers() throws {
        let stage = try DashboardStage()
        let page = try stage.get("/")
        let policy = page.headers["content-security-policy"] ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe") && !policy.contains("http:") && !policy.contains("*"))
        #expect(page.headers["cache-control"] == "no-store" && page.headers["x-content-type-options"] == "nosniff")
        #expect(!page.body.contains("<style") && !page.body.contains(" style=") && !page.body.contains("onclick"))
        let files = page.body.matches(of: #/"(\/assets\/[^"]+)"/#).map { String($0.output.1) }
        #expect(files.count == 3)
        for file in files {
            let answer = try stage.get(file)
            #expect(answer.status == 200 && answer.headers["cache-control"]?.contains("immutable") == true)
        }
        #expect(try stage.get("/assets/x/dashboard.js").status == 404)
        #expect(try stage.get("/livez").body == "ok\n")
        #expect(try stage.stop() == 0)
    }
}
