import Glibc
import Keyspace
import Redis
import TestSupport
import Testing

@Suite struct LiveTests {
    @Test("An open page hears of a queue that changes, and of nothing that stays")
    func updates() throws {
        let stage = try DashboardStage()
        try stage.call("RPUSH", stage.keys.jobs, "{}")
        let stream = try stage.stream("/models/m/queue")
        try eventually("the page came") { stream.output.contains(#""id":"charts""#) }
        #expect(stream.output.contains("and 1 job waits"))
        for _ in 0..<6 { try stage.call("RPUSH", stage.keys.jobs, "{}") }
        try eventually("the change came") { stream.output.contains("and 7 jobs wait") }
        #expect(stream.output.split(separator: "\n").count { $0.contains(#""id":"charts""#) } == 1)
        stream.signal(SIGKILL)
    }

    @Test("While Redis is away pages say so, and open ones go on when it is back")
    func outage() throws {
        let stage = try DashboardStage()
        try stage.call("RPUSH", stage.keys.jobs, "{}")
        let stream = try stage.stream("/")
        try eventually("the page came") { stream.output.contains(#""id":"models""#) }
        try stage.server.kill()
        // What was read a moment ago is still shown for a second.
        try eventually("Redis is missed") { try stage.get("/api/status").status == 503 }
        let page = try stage.get("/models/m/queue")
        #expect(page.status == 503 && page.body.contains("Redis can&#39;t be read") && page.body.contains("data-live"))
        #expect(try stage.get("/livez").status == 200)
        try eventually("the open page heard of it") { stream.output.contains("event: trouble") }
        try stage.server.start()
        try eventually("the open page heard that it is over") { stream.output.contains("event: fine") }
        try eventually("a page comes") { try stage.get("/").status == 200 }
        stream.signal(SIGKILL)
    }

    @Test("Any number of browsers costs one read a second")
    func oneRead() throws {
        let stage = try DashboardStage()
        try stage.call("RPUSH", stage.keys.jobs, "{}")
        let streams = try (0..<8).map { _ in try stage.stream("/") }
        try eventually("all pages came") { streams.allSatisfy { $0.output.contains(#""id":"models""#) } }
        func reads() throws -> Int {
            var connection = try stage.server.connect()
            let text = try connection.call(.init("INFO", "commandstats")).text() ?? ""
            let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("cmdstat_hvals:") } ?? ""
            return line.firstMatch(of: #/calls=(\d+)/#).flatMap { Int($0.output.1) } ?? 0
        }
        let (start, first) = (ContinuousClock.now, try reads())
        try eventually("the pages were drawn again some times") { try reads() >= first + 4 }
        let last = try reads()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        // One each second, and one that was under way at either end.
        #expect(Double(last - first) <= seconds + 2)
        for stream in streams { stream.signal(SIGKILL) }
    }

    @Test("SIGTERM ends it while pages are open")
    func stop() throws {
        let stage = try DashboardStage()
        let stream = try stage.stream("/")
        try eventually("the page came") { stream.output.contains("event: part") }
        #expect(try stage.stop() == 0)
    }
}
