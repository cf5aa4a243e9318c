import Keyspace
import Redis
import TestSupport
import Testing

@testable import scoreline

@Suite struct JobChannelTests {
    private let server: RedisServer
    private let keys: ModelKeys

    init() throws {
        server = try RedisServer()
        keys = try Keyspace().model("sample")
    }

    private func makeChannel() throws -> JobChannel {
        JobChannel(try server.connect(), keys: keys, reply: "r", answersPerRead: 100)
    }

    private func push(_ answers: String..., connection: inout RedisConnection) throws {
        for answer in answers { _ = try connection.call(RedisCommand("RPUSH", keys.reply("r"), answer)) }
    }

    private func breakOthers(_ connection: inout RedisConnection) throws {
        _ = try connection.call(RedisCommand("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"))
    }

    /// What the channel delivers once it is connected.
    private func receive(_ channel: inout JobChannel) throws -> [String] {
        var texts: [String]?
        try eventually("the channel is connected") {
            if let answers = try channel.receive() { texts = try answers.texts() }
            return texts != nil
        }
        return texts ?? []
    }

    @Test("Answers are trimmed when more are asked for, not before they were received")
    func trims() throws {
        var channel = try makeChannel()
        var connection = try server.connect()
        try push("a", "b", connection: &connection)
        #expect(try receive(&channel) == ["a", "b"])
        #expect(try connection.call(RedisCommand("LLEN", keys.reply("r"))).integer() == 2)
        try push("c", connection: &connection)
        #expect(try receive(&channel) == ["c"])
        #expect(try connection.call(RedisCommand("LLEN", keys.reply("r"))).integer() == 1)
    }

    @Test("Answers that come after a trim whose reply was lost are not trimmed in its place")
    func lostTrim() throws {
        var channel = try makeChannel()
        var connection = try server.connect()
        try push("a", "b", connection: &connection)
        #expect(try receive(&channel) == ["a", "b"])
        try breakOthers(&connection)
        let isSilent = if let _ = try channel.receive() { false } else { true }
        #expect(isSilent)
        #expect(channel.trouble != nil)
        // As if the trim had been the last thing that the broken connection brought to Redis.
        _ = try connection.call(RedisCommand("LTRIM", keys.reply("r"), "2", "-1"))
        try push("c", "d", connection: &connection)
        #expect(try receive(&channel) == ["c", "d"])
        #expect(channel.trouble == nil)
    }

    @Test("A job whose acknowledgement did not come is pushed when Redis is back")
    func lostPush() throws {
        var channel = try makeChannel()
        var connection = try server.connect()
        try breakOthers(&connection)
        channel.send(Array("{}".utf8), number: 0)
        try channel.push()
        #expect(channel.waitingJobs == 1)
        try eventually("the job is pushed") {
            try channel.push()
            return channel.waitingJobs == 0
        }
        #expect(try connection.call(RedisCommand("LLEN", keys.jobs)).integer() == 1)
    }

    @Test("When Redis is full jobs wait, and answers are read all the same")
    func full() throws {
        var channel = try makeChannel()
        var connection = try server.connect()
        try push("a", connection: &connection)
        _ = try connection.call(RedisCommand("CONFIG", "SET", "maxmemory", "1"))
        channel.send(Array("{}".utf8), number: 0)
        try channel.push()
        #expect(channel.waitingJobs == 1)
        #expect(try receive(&channel) == ["a"])
        _ = try connection.call(RedisCommand("CONFIG", "SET", "maxmemory", "0"))
        try eventually("the job is pushed") {
            try channel.push()
            return channel.waitingJobs == 0
        }
    }

    @Test("An error that does not pass ends the run")
    func wrongType() throws {
        var channel = try makeChannel()
        var connection = try server.connect()
        _ = try connection.call(RedisCommand("SET", keys.jobs, "no list"))
        channel.send(Array("{}".utf8), number: 0)
        #expect(throws: RedisError.self) { try channel.push() }
    }
}
