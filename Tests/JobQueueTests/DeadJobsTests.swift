import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

@Suite struct DeadJobsTests {
    private let queue: QueueFixture
    private let dead: DeadJobs

    init() throws {
        queue = try QueueFixture()
        dead = DeadJobs(keys: queue.keys)
    }

    /// Adds an entry as any client can.
    @discardableResult
    private func add(_ fields: [(String, [UInt8])], _ connection: inout RedisConnection) throws -> DeadEntryID {
        var command = RedisCommand("XADD", queue.keys.dead, "*")
        for (name, value) in fields {
            command.append(name)
            command.append(value)
        }
        let text = try #require(try connection.call(command).text())
        return try #require(DeadEntryID(text))
    }

    @discardableResult
    private func bury(_ job: String, _ connection: inout RedisConnection) throws -> DeadEntryID {
        let fields = ["reason": "poison", "deliveries": "3", "length": "\(job.utf8.count)", "job": job]
        return try add(fields.map { ($0, Array($1.utf8)) }, &connection)
    }

    private func walk(
        _ order: DeadWalk.Order, jobBytes: Int = 100, _ connection: inout RedisConnection
    ) throws -> [DeadEntry] {
        var walk = DeadWalk(dead, order, jobBytes: jobBytes)
        var entries: [DeadEntry] = []
        while case let piece = try walk.piece(&connection), !piece.isEmpty { entries += piece }
        return entries
    }

    @Test("What a commit buries is read back, and retrying it makes one new job, also when the request is repeated")
    func retried() throws {
        let job = #"{"id": "a", "rows": []}"#
        try queue.run("RPUSH", queue.keys.suspects, "3:" + job)
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        _ = try lane.commit(batch.results, of: batch.claim, burying: "poison")

        var connection = try queue.server.connect()
        let entry = try #require(try walk(.oldestFirst, &connection).first)
        #expect(entry.reason == "poison" && entry.deliveries == 3 && entry.length == job.utf8.count && entry.isWhole)
        #expect(entry.job == Array(job.utf8) && entry.jobID == "a" && entry.id.milliseconds > 1_700_000_000_000)
        try queue.push("earlier")
        #expect(try dead.retry(entry.id, &connection) == .retried)
        #expect(try dead.retry(entry.id, &connection) == .gone)
        #expect(try queue.list(queue.keys.jobs) == ["earlier", job])
        #expect(try dead.count(&connection) == 0 && queue.stat("retried") == 1)
    }

    @Test("A job of which only a part was kept, or none, stays where it is and says so")
    func incomplete() throws {
        var connection = try queue.server.connect()
        let kept = [UInt8](repeating: 0x78, count: CommitArguments.deadBytes)
        let cut = try add([("length", Array("\(kept.count + 1)".utf8)), ("job", kept)], &connection)
        let standIn = Array("\0oversized 70000000\n{\"id\": \"big\"".utf8)
        let oversized = try add([("length", Array("\(standIn.count)".utf8)), ("job", standIn)], &connection)
        let unmeasured = try add([("job", [1, 2, 3])], &connection)
        let misread = try add([("length", Array("many".utf8)), ("job", [1, 2, 3])], &connection)
        let bare = try add([("reason", [0xff, 0]), ("length", Array("-5".utf8))], &connection)
        #expect(try dead.retry(cut, &connection) == .cut(kept: kept.count, length: kept.count + 1))
        #expect(try dead.retry(oversized, &connection) == .cut(kept: standIn.count, length: 70_000_000))
        #expect(try dead.retry(unmeasured, &connection) == .cut(kept: 3, length: nil))
        #expect(try dead.retry(misread, &connection) == .cut(kept: 3, length: nil))
        #expect(try dead.retry(bare, &connection) == .bare)
        #expect(try dead.count(&connection) == 5 && queue.integer("EXISTS", queue.keys.jobs) == 0)

        let entries = try walk(.oldestFirst, &connection)
        try #require(entries.count == 5)
        #expect(entries.map(\.isWhole) == [false, false, false, false, false])
        #expect(entries.map(\.length) == [kept.count + 1, 70_000_000, nil, nil, nil])
        #expect(entries.map(\.kept) == [kept.count, 12, 3, 3, nil])
        #expect(entries[1].jobID == "big" && entries[4].job.isEmpty && entries[4].deliveries == nil)
    }

    @Test("A job of any bytes is retried unchanged; of a field that stands twice the first counts")
    func binary() throws {
        var connection = try queue.server.connect()
        let job = [UInt8](0...255)
        let id = try add([("job", job), ("length", Array("256".utf8)), ("job", [1]), ("", [])], &connection)
        let entry = try #require(try dead.entry(id, jobBytes: DeadJobs.wholeJob, &connection))
        #expect(entry.job == job && entry.isWhole && entry.jobID == nil && entry.reason == nil)
        #expect(try dead.retry(id, &connection) == .retried)
        #expect(try connection.call(RedisCommand("LPOP", queue.keys.jobs)).bytes() == job)
    }

    @Test("A walk sees each entry once in its order, in pieces, and not those that come meanwhile")
    func walks() throws {
        var connection = try queue.server.connect()
        let ids = try (0..<250).map { try bury("job \($0)", &connection) }
        #expect(try walk(.oldestFirst, &connection).map(\.id) == ids)
        #expect(try walk(.newestFirst, &connection).map(\.id) == ids.reversed())
        var walk = DeadWalk(dead, .oldestFirst, jobBytes: 0)
        var seen: [DeadEntryID] = []
        while case let piece = try walk.piece(&connection), !piece.isEmpty {
            #expect(piece.count <= DeadJobs.pieceEntries)
            seen += piece.map(\.id)
            // As a job that is retried and given up again.
            for entry in piece { #expect(try dead.retry(entry.id, &connection) == .retried) }
            try bury("again", &connection)
        }
        #expect(seen == ids)
        #expect(try dead.count(&connection) == 3 && queue.integer("LLEN", queue.keys.jobs) == 250)
    }

    @Test("A piece reads no more than a script should, but always one entry")
    func bounded() throws {
        var connection = try queue.server.connect()
        let job = String(repeating: "x", count: DeadJobs.pieceBytes / 2 + 1)
        for _ in 0..<3 { try bury(job, &connection) }
        var walk = DeadWalk(dead, .newestFirst, jobBytes: 10)
        let piece = try walk.piece(&connection)
        #expect(piece.count == 1 && piece[0].job.count == 10 && piece[0].isWhole)
        #expect(try walk.piece(atMost: 1, &connection).count == 1)
        #expect(try walk.piece(atMost: 5, &connection).count == 1)
        #expect(try walk.piece(&connection).isEmpty)
    }

    @Test("When Redis is full, jobs are retried and discarded all the same")
    func full() throws {
        var connection = try queue.server.connect()
        let (one, other) = (try bury("one", &connection), try bury("other", &connection))
        try queue.run("CONFIG", "SET", "maxmemory", "1")
        #expect(throws: RedisError.self) { try queue.push("refused") }
        #expect(try dead.retry(one, &connection) == .retried)
        #expect(try dead.discard([other, one], &connection) == 1)
        #expect(try queue.list(queue.keys.jobs) == ["one"])
    }

    @Test("A key of another type is named, and nothing is taken from the entry")
    func wrongType() throws {
        var connection = try queue.server.connect()
        let id = try bury("job", &connection)
        for key in [queue.keys.jobs, queue.keys.stats] {
            try queue.run("SET", key, "x")
            #expect { _ = try dead.retry(id, &connection) } throws: { "\($0)".contains("the key \(key) ") }
            try queue.run("DEL", key)
        }
        #expect(try dead.retry(id, &connection) == .retried)
        try queue.run("DEL", queue.keys.dead)
        try queue.run("SET", queue.keys.dead, "x")
        let named: (any Error) -> Bool = { "\($0)".contains("the key \(queue.keys.dead) ") }
        #expect { _ = try dead.retry(id, &connection) } throws: { named($0) }
        #expect { _ = try dead.count(&connection) } throws: { named($0) }
        #expect { _ = try dead.discard([id], &connection) } throws: { named($0) }
        #expect { _ = try walk(.oldestFirst, &connection) } throws: { named($0) }
    }

    @Test(
        "An id is two numbers, nothing that a command would take for a range",
        arguments: [
            ("1748253600000-0", "1748253600000-0"), ("17-3", "17-3"), ("17", "17-0"),
            ("18446744073709551615-18446744073709551615", "18446744073709551615-18446744073709551615"), ("", nil),
            ("-", nil), ("+", nil), ("(17-3", nil), ("17-", nil), ("-3", nil), ("17-3-1", nil), ("+17-3", nil),
            ("18446744073709551616", nil), ("17-*", nil), ("$", nil), ("١-٢", nil),
        ] as [(String, String?)])
    func ids(text: String, read: String?) { #expect(DeadEntryID(text)?.text == read) }
}
