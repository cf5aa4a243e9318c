import Glibc
import Keyspace
import Redis
import Settings
import TestSupport
import Testing

@testable import scoreline

@Suite struct ResultTakerTests {
    private struct ReaderGone: Error {}

    private let server: RedisServer
    private let key: String

    init() throws {
        server = try RedisServer()
        key = try Keyspace().model("sample").results
    }

    private func push(_ count: Int, _ connection: inout RedisConnection) throws {
        for number in 0..<count { _ = try connection.call(RedisCommand("RPUSH", key, "r\(number)")) }
    }

    private func list(_ connection: inout RedisConnection) throws -> [String] {
        try connection.call(RedisCommand("LRANGE", key, "0", "-1")).texts()
    }

    @Test("Results are written in their order, as many as were asked for, and are gone then", arguments: [1, 3, 100])
    func takes(chunk: Int) throws {
        var connection = try server.connect()
        try push(5, &connection)
        var text = ""
        let taker = ResultTaker(key: key, chunk: chunk) { text += String(decoding: $0, as: UTF8.self) }
        try taker.take(4, follows: false, &connection)
        #expect(text == "r0\nr1\nr2\nr3\n")
        #expect(try list(&connection) == ["r4"])
        try taker.take(.max, follows: false, &connection)
        #expect(text.hasSuffix("r4\n"))
        #expect(try list(&connection) == [])
    }

    @Test("Results that could not be written stay in the list")
    func keeps() throws {
        var connection = try server.connect()
        try push(5, &connection)
        var writes = 0
        let taker = ResultTaker(key: key, chunk: 2) { _ in
            writes += 1
            if writes == 2 { throw ReaderGone() }
        }
        #expect(throws: ReaderGone.self) { try taker.take(.max, follows: false, &connection) }
        #expect(try list(&connection) == ["r2", "r3", "r4"])
    }

    @Test("What another reader removes meanwhile costs no result that was not written")
    func twoReaders() throws {
        var connection = try server.connect()
        try push(4, &connection)
        var other = try server.connect()
        let taker = ResultTaker(key: key, chunk: 2) { [key] _ in _ = try other.call(RedisCommand("LPOP", key, "2")) }
        try taker.take(2, follows: false, &connection)
        #expect(try list(&connection) == ["r2", "r3"])
    }

    @Test("A pipe's writer sees that all was read, and that its reader went away before")
    func pipes() throws {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        defer { close(ends[1]) }
        #expect(OutputPipe.isPipe(ends[1]))
        var bytes: [UInt8] = [1, 2]
        #expect(unsafe write(ends[1], bytes, 2) == 2)
        #expect(unsafe read(ends[0], &bytes, 2) == 2)
        try OutputPipe.awaitReader(ends[1])
        #expect(unsafe write(ends[1], bytes, 2) == 2)
        close(ends[0])
        #expect(throws: ProgramFailure.self) { try OutputPipe.awaitReader(ends[1]) }
    }
}
