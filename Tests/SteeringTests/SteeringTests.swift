import Foundation
import JSONBytes
import JobQueue
import Keyspace
import ModelPublishing
import ModelRegistry
import Redis
import TestSupport
import Testing

@testable import Steering

@Suite struct SteeringTests {
    @Test("Whoever holds the queue and lets it go is written down, the newest first")
    func pause() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        let first = try fixture.steering.pause(&connection)
        #expect(try connection.call(RedisCommand("EXISTS", fixture.keys.paused)).integer() == 1)
        _ = try fixture.steering.resume(&connection)
        #expect(try connection.call(RedisCommand("EXISTS", fixture.keys.paused)).integer() == 0)
        let entries = try fixture.entries(&connection)
        #expect(entries.map(\.act) == ["resume", "pause"] && entries.allSatisfy { $0.outcome == .done })
        #expect(entries.allSatisfy { $0.who == "ada" && $0.place == "dashboard, 10.0.0.7" && $0.milliseconds > 0 })
        #expect(try first.record.get() == entries[1].id)
        let id = try #require(DeadEntryID(entries[1].id))
        #expect(try AuditLog(keys: fixture.keys).entry(id, &connection) == entries[1])
    }

    @Test("One dead job, those that match, and all can be retried; the others stay")
    func retry() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        let ids = try fixture.bury(
            [("order-1", "poison"), ("order-2", "poison"), ("Invoice-3", "poison"), ("x", "other")], &connection)
        func retry(_ choice: DeadChoice) throws -> Int {
            var tally = DeadTally()
            _ = try fixture.steering.retry(choice, &tally, &connection)
            return tally.changed
        }
        #expect(try retry(.entries([ids[0]])) == 1)
        #expect(try retry(.matching(DeadFilter(job: "Invoice"))) == 1)
        #expect(try retry(.matching(DeadFilter(job: "nothing"))) == 0)
        #expect(try retry(.matching(DeadFilter(reason: "other"))) == 1)
        #expect(try connection.call(RedisCommand("LLEN", fixture.keys.jobs)).integer() == 3)
        #expect(try DeadJobs(keys: fixture.keys).count(&connection) == 1)
        #expect(try retry(.matching(.everything)) == 1)
        let entries = try fixture.entries(&connection)
        #expect(
            entries.map(\.object) == [
                "all", "all, reason with \"other\"", "all, job id with \"nothing\"", "all, job id with \"Invoice\"",
                ids[0].text,
            ])
        #expect(entries[4].detail == "retried 1 job" && entries[2].detail == "retried 0 jobs")
    }

    @Test("What is not there or was cut is told, and nothing is lost")
    func obstacles() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        let ids = try fixture.bury([("a", "poison")], &connection)
        let gone = try #require(DeadEntryID("1-1"))
        _ = try connection.call(RedisCommand("XADD", fixture.keys.dead, "*", "length", "9", "job", "{}"))
        var tally = DeadTally()
        _ = try fixture.steering.retry(.entries([gone]), &tally, &connection)
        _ = try fixture.steering.retry(.matching(.everything), &tally, &connection)
        #expect(tally.changed == 1 && tally.missing == [gone] && tally.left.count == 1)
        var discarded = DeadTally()
        _ = try fixture.steering.discard(.entries([ids[0], gone]), &discarded, &connection)
        #expect(discarded.changed == 0 && discarded.missing == [ids[0], gone])
        #expect(try fixture.entries(&connection)[0].detail == "discarded 0 jobs; 2 were not there")
    }

    @Test(
        "What was done before a failure is written down with it, also where the connection broke",
        arguments: [["SET", "scoreline:{m}:jobs", "no list"], ["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]])
    func breaksOff(obstacle: [String]) throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        var other = try fixture.server.connect()
        var command = RedisCommand(obstacle[0])
        for word in obstacle.dropFirst() { command.append(word) }
        let ids = try fixture.bury([("a", "poison"), ("b", "poison")], &connection)
        var tally = DeadTally()
        #expect(throws: RedisError.self) {
            try fixture.steering.retry(
                .entries(ids), &tally,
                progress: { _ in _ = try? other.call(command) }, &connection)
        }
        #expect(tally.changed == 1)
        let entry = try #require(try fixture.entries(&connection).first)
        #expect(entry.outcome == .failed && entry.detail.hasSuffix("; before that: retried 1 job"))
    }

    @Test("Discarding what matches leaves what does not, over several pieces of the list")
    func discard() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        _ = try fixture.bury((0..<250).map { ($0 % 2 == 0 ? "even-\($0)" : "odd-\($0)", "poison") }, &connection)
        var tally = DeadTally()
        _ = try fixture.steering.discard(.matching(DeadFilter(job: "odd-")), &tally, &connection)
        #expect(tally.changed == 125)
        var walk = DeadWalk(DeadJobs(keys: fixture.keys), .oldestFirst, jobBytes: DeadJobs.headBytes)
        var left: [String] = []
        while case let piece = try walk.piece(&connection), !piece.isEmpty { left += piece.compactMap(\.jobID) }
        #expect(left.count == 125 && left.allSatisfy { $0.hasPrefix("even-") })
    }

    @Test("A worker that lives is asked to drain; one that does not is a failure, and no key is left")
    func drain() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        try fixture.addWorker("w1", &connection)
        _ = try fixture.steering.drain(worker: "w1", &connection)
        #expect(try connection.call(RedisCommand("GET", fixture.keys.drain("w1"))).text() == "ada")
        #expect((1...600).contains(try connection.call(RedisCommand("TTL", fixture.keys.drain("w1"))).integer()))
        for id in ["w2", "", "a}b", String(repeating: "w", count: 65)] {
            #expect(throws: (any Error).self) { try fixture.steering.drain(worker: id, &connection) }
        }
        #expect(try connection.call(RedisCommand("KEYS", "*drain*")).count() == 1)
        let entries = try fixture.entries(&connection)
        #expect(entries.map(\.outcome) == [.failed, .failed, .failed, .failed, .done])
        #expect(entries[3].detail.contains("no worker w2 of m lives"))
    }

    @Test("Of many entries the first ten are named, and how many more there were")
    func many() {
        let ids = (1...12).map { DeadEntryID("\($0)-0") }.compactMap { $0 }
        #expect(DeadChoice.entries(ids).text == "1-0 2-0 3-0 4-0 5-0 6-0 7-0 8-0 9-0 10-0 and 2 more")
        #expect(DeadChoice.entries(Array(ids.prefix(10))).text.hasSuffix(" 9-0 10-0"))
    }

    @Test("A worker's beat tells it to drain, and nothing where its user may not look")
    func beat() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        let registry = ModelRegistry(keys: fixture.keys)
        let record = WorkerRecord(id: "w", host: "h", pid: 1, startedAt: 1, state: .ready)
        #expect(try !registry.write(record, expiringAfter: .seconds(600), &connection))
        _ = try fixture.steering.drain(worker: "w", &connection)
        #expect(try registry.write(record, expiringAfter: .seconds(600), &connection))
        _ = try connection.call(
            RedisCommand(
                "ACL", "SETUSER", "old", "on", "nopass", "+@all", "~scoreline:{m}:worker*",
                "(+evalsha ~scoreline:{m}:*)"))
        _ = try connection.call(RedisCommand("AUTH", "old", "x"))
        #expect(try !registry.write(record, expiringAfter: .seconds(600), &connection))
    }

    @Test("A file is published through the gate by its publisher's name, and the version before comes back")
    func publish() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        let bytes = try Array(Data(contentsOf: URL(filePath: Programs.penguins)))
        let publisher = Publisher(condition: .none)
        for _ in 0..<2 {
            let deed = try fixture.steering.publish(bytes, named: "a/p.safetensors", with: publisher, &connection)
            #expect(deed.answer.pointer?.publishedBy == "ada")
        }
        var damaged = bytes
        damaged[damaged.count / 2] ^= 1
        #expect(throws: (any Error).self) {
            try fixture.steering.publish(damaged, named: "d.safetensors", with: publisher, &connection)
        }
        let pointer = try fixture.steering.rollBack(to: nil, ifGeneration: 2, &connection).answer
        #expect(pointer.version == 1 && pointer.publishedBy == "ada")
        #expect(throws: RegistryError.self) { try fixture.steering.rollBack(to: 2, ifGeneration: 2, &connection) }
        let entries = try fixture.entries(&connection)
        #expect(entries.map(\.act) == ["rollback", "rollback", "publish", "publish", "publish"])
        #expect(entries.map(\.outcome) == [.failed, .done, .failed, .done, .done])
        #expect(entries[2].detail.contains("d.safetensors is refused and was not published"))
        #expect(entries[3].object == "p.safetensors" && entries[2].object == "d.safetensors")
        #expect(entries[3].detail == "m version 2 is published" && entries[1].detail == "version 1 is live")
    }

    @Test("What applications notice of a version that takes over is told and written down, also on the way back")
    func anotherKind() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        func publish(_ model: String) throws -> Steering.Deed<Publication> {
            let bytes = try Array(Data(contentsOf: URL(filePath: Programs.root + "/model_bin/\(model).safetensors")))
            return try fixture.steering.publish(bytes, named: model, with: Publisher(condition: .none), &connection)
        }
        #expect(try publish("diabetes").changes == [] && publish("diabetes").changes == [])
        let other = try publish("breast_cancer")
        #expect(other.changes.first == "the task is binary, not regression")
        #expect(
            other.detail.hasPrefix(
                "m version 3 is published; unlike what was live before: the task is binary, not regression; new features"
            ))
        let back = try fixture.steering.rollBack(to: nil, &connection)
        #expect(back.changes.first == "the task is regression, not binary")
        #expect(try fixture.entries(&connection).prefix(2).map(\.detail) == [back.detail, other.detail])
        // A version before that can't be read is no obstacle.
        _ = try connection.call(RedisCommand("SET", fixture.keys.version(2), "no model"))
        #expect(try publish("breast_cancer").changes == [])
    }

    @Test("It is written down also when Redis is full, and done also when it can't be written down")
    func full() throws {
        let fixture = try SteeringFixture(["--maxmemory", "1"])
        var connection = try fixture.server.connect()
        _ = try fixture.steering.pause(&connection)
        #expect(try fixture.entries(&connection).count == 1)
        _ = try connection.call(RedisCommand("DEL", fixture.keys.audit))
        _ = try connection.call(RedisCommand("CONFIG", "SET", "maxmemory", "0"))
        _ = try connection.call(RedisCommand("SET", fixture.keys.audit, "x"))
        let deed = try fixture.steering.resume(&connection)
        #expect(throws: RedisError.self) { try deed.record.get() }
        #expect(try connection.call(RedisCommand("EXISTS", fixture.keys.paused)).integer() == 0)
    }

    @Test("The log keeps the newest ten thousand or so, each of bounded size, and is read a piece at a time")
    func bounded() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        let log = AuditLog(keys: fixture.keys)
        let long = String(repeating: "ü", count: 5_000)
        for number in 0..<10_500 {
            _ = try log.append(
                .pause, number == 10_499 ? long : "\(number)", by: fixture.steering.initiator, .done, "", &connection)
        }
        let length = try connection.call(RedisCommand("XLEN", fixture.keys.audit)).integer()
        #expect((10_000..<10_200).contains(length))
        let entries = try log.newest(1_200, &connection)
        #expect(entries.count == 1_200 && entries[0].object.count == 500 && entries[1_199].object == "9300")
        let before = try #require(DeadEntryID(entries[1].id))
        #expect(try log.newest(1, before: before, &connection).first?.object == "10497")
    }

    @Test("An entry that somebody else wrote is read as far as it goes")
    func foreign() throws {
        let fixture = try SteeringFixture()
        var connection = try fixture.server.connect()
        _ = try connection.call(RedisCommand("XADD", fixture.keys.audit, "7-1", "who", "\u{1b}[2J", "outcome", "?"))
        let entry = try #require(try fixture.entries(&connection).first)
        #expect(entry.who == "\u{1b}[2J" && entry.outcome == nil && entry.act == "" && entry.milliseconds == 7)
        #expect(entry.json["time"]?.string == "1970-01-01T00:00:00Z")
    }
}
