import JobQueue
import Keyspace
import Redis
import TestSupport
import Testing

@testable import Monitoring

@Suite struct JobSearchTests {
    private static var keys: ModelKeys { get throws { try Keyspace().model("m") } }

    @Test(
        "A job is found wherever it is",
        arguments: [
            "plain", "a \"quoted\" one", "größe-1", "🐧", "back\\slash", "<script>",
        ])
    func places(id: String) throws {
        let server = try RedisServer()
        var connection = try server.connect()
        let keys = try Self.keys
        let document = IDText.forms(of: id)
        for (index, form) in document.enumerated() {
            let job = Array(#"{"rows":[],"id":"#.utf8) + form + Array("}".utf8)
            _ = try connection.call(RedisCommand("RPUSH", keys.jobs, "{}", #"{"id":"other"}"#).appending(job))
            _ = try connection.call(RedisCommand("RPUSH", keys.suspects).appending(Array("2:".utf8) + job))
            let claim = String(repeating: "0", count: 32) + ".1:\(index)"
            _ = try connection.call(RedisCommand("RPUSH", keys.claim(claim)).appending(job))
            _ = try connection.call(RedisCommand("HSET", keys.claims, claim, "0 1 1000 10000"))
            _ = try connection.call(RedisCommand("XADD", keys.dead, "*", "reason", "poison", "job").appending(job))
            let result =
                Array(#"{"id":"#.utf8) + form + Array(#","model_version":"7","status":"completed","outputs":["#.utf8)
            _ = try connection.call(RedisCommand("RPUSH", keys.results).appending(result))
            _ = try connection.call(RedisCommand("RPUSH", keys.reply("me")).appending(result))
        }
        let search = try JobSearch.run(id, keys, limit: .seconds(3600), &connection)
        let count = document.count
        var (pending, suspects, claimed, dead): (Int, Int, Int, Int) = (0, 0, 0, 0)
        var answers: [String?] = []
        for trace in search.traces {
            switch trace {
            case .pending(let place):
                pending += 1
                #expect(place % 3 == 2)
            case .suspect(_, let deliveries):
                suspects += 1
                #expect(deliveries == 2)
            case .claimed(let claim):
                claimed += 1
                #expect(claim.lane?.number == 1 && claim.jobs == 1)
            case .dead(_, let reason):
                dead += 1
                #expect(reason == "poison")
            case .answered(let result, let reply):
                answers.append(reply)
                #expect(result == JobResult(id: id, status: "completed", version: "7", errorCode: nil))
            }
        }
        #expect(pending == count && suspects == count && claimed == count && dead == count)
        #expect(answers.count { $0 == nil } == count && answers.count { $0 == "me" } == count)
        #expect(search.isComplete)
        #expect(try JobSearch.run(id + "x", keys, &connection).traces.isEmpty)
    }

    @Test("A long queue is not read to its end, and the search says so")
    func bound() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        let keys = try Self.keys
        for _ in 0..<60 {
            var command = RedisCommand("RPUSH", keys.jobs)
            for _ in 0..<1000 { command.append(#"{"id":"other"}"#) }
            _ = try connection.call(command)
        }
        _ = try connection.call(RedisCommand("RPUSH", keys.jobs, #"{"id":"last"}"#))
        let search = try JobSearch.run("last", keys, &connection)
        #expect(search.traces.isEmpty && !search.isComplete)
        let extent = try #require(search.extents.first)
        #expect(extent.length == 60_001 && extent.looked <= JobSearch.bound && extent.place == "jobs")
    }

    @Test(
        "What no result of ours says is not known",
        arguments: [
            (#"{"id":"x"}"#, nil, nil), (#"{"id":"x","status":7,"model_version":{"a":1}}"#, nil, nil),
            (#"{"id":"x","status":"failed","error":{"code":"poison"}"#, "failed", "poison"),
            (#"{"id":"x","status":"failed","error":{"co"#, "failed", nil),
        ] as [(String, String?, String?)])
    func results(text: String, status: String?, code: String?) {
        let result = JobResult(Array(text.utf8).span, id: "x")
        #expect(result == JobResult(id: "x", status: status, version: nil, errorCode: code))
    }
}
