import Foundation
import TestSupport
import Testing

@testable import Redis

@Suite struct RedisConnectionTests {
    @Test("Binary arguments of any bytes and lengths come back as they were, in a pipeline")
    func binary() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        let all = [UInt8](0...255)
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for (key, value) in [("a", all), ("b", []), ("c", large)] {
            try connection.append(RedisCommand("SET", key).appending(value))
        }
        for key in ["a", "b", "c", "absent"] { try connection.append(RedisCommand("GET", key)) }
        for _ in 0..<3 { #expect(try connection.receive().text() == "OK") }
        #expect(try connection.receive().bytes() == all)
        #expect(try connection.receive().bytes() == [])
        #expect(try connection.receive().bytes() == large)
        #expect(try connection.receive().bytes() == nil)
    }

    @Test("A reply keeps its bytes while others come and go, whatever they are made of")
    func memory() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        let texts = (0..<3000).map { "element \($0) " + String(repeating: "x", count: $0 % 700) }
        var push = RedisCommand("RPUSH", "list")
        for text in texts { push.append(text) }
        _ = try connection.call(push)
        let nested = "return {1, {2, {'a', {}, false, {'deep', 3}}, 'b'}, {err = 'no'}, 'c'}"
        let held = try connection.call(RedisCommand("LRANGE", "list", "0", "-1"))
        for _ in 0..<5 {
            let reply = try connection.call(RedisCommand("EVAL", nested, "0"))
            #expect(try reply.count() == 4 && reply.count(under: 1) == 3 && reply.count(under: 1, 1) == 4)
            #expect(try reply.integer(at: 0) == 1 && reply.integer(under: 1, 0) == 2)
            #expect(try reply.text(under: 1, 1, 0) == "a" && reply.count(under: 1, 1, 1) == 0)
            #expect(try reply.text(under: 1, 1, 2) == nil && reply.text(under: 1, 1, 3, 0) == "deep")
            #expect(try reply.integer(under: 1, 1, 3, 1) == 3 && reply.text(under: 1, 2) == "b")
            #expect(try reply.text(at: 3) == "c")
            let again = try connection.call(RedisCommand("LRANGE", "list", "0", "-1"))
            #expect(try again.texts() == texts)
        }
        #expect(try held.texts() == texts)
    }

    @Test("Login and database are used; a wrong password is refused and not shown")
    func login() throws {
        let server = try RedisServer(["--requirepass", "hunter2"])
        var configuration = server.configuration
        configuration.password = "hunter2"
        configuration.database = 5
        configuration.clientName = "test"
        var connection = try RedisConnection.open(configuration)
        #expect(try connection.call(RedisCommand("CLIENT", "INFO")).text()?.contains(" db=5 ") == true)
        configuration.password = "wrong-secret"
        #expect {
            _ = try RedisConnection.open(configuration).configuration
        } throws: {
            ($0 as? RedisError)?.isAccessRefused == true && !"\($0)".contains("wrong-secret")
        }
    }

    @Test("A database that the server does not have is named, and counts as no connection")
    func noDatabase() throws {
        let server = try RedisServer()
        var configuration = server.configuration
        configuration.database = 99
        #expect {
            _ = try RedisConnection.open(configuration).configuration
        } throws: {
            ($0 as? RedisError)?.kind == .connectFailed && "\($0)".contains("database 99")
        }
    }

    @Test("Absent servers are refused with the address, over TCP and unix sockets")
    func absent() throws {
        for endpoint in [
            RedisConfiguration.Endpoint.unix(path: "/tmp/none.sock"), .server(RedisAddress(host: "127.0.0.1", port: 1)),
        ] {
            let configuration = RedisConfiguration(endpoint: endpoint)
            #expect {
                _ = try RedisConnection.open(configuration).configuration
            } throws: {
                ($0 as? RedisError)?.kind == .connectFailed && "\($0)".contains("\(configuration)")
            }
        }
    }

    @Test("An error of the server leaves the connection usable; its code is known")
    func serverErrors() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        _ = try connection.call(RedisCommand("SET", "text", "a"))
        do {
            _ = try connection.call(RedisCommand("LPUSH", "text", "b"))
            Issue.record("LPUSH on a string succeeded")
        } catch {
            #expect(error.isServer("WRONGTYPE") && error.isConnectionUsable)
        }
        #expect(try connection.call(RedisCommand("GET", "text")).text() == "a")
    }

    @Test("A bulk string above the limit is refused by its header")
    func oversize() throws {
        let server = try RedisServer()
        var writer = try server.connect()
        _ = try writer.call(RedisCommand("SET", "big").appending(Array(repeating: 1, count: 2000)))
        var configuration = server.configuration
        configuration.maximumBulkLength = 1999
        var connection = try RedisConnection.open(configuration)
        #expect {
            _ = try connection.call(RedisCommand("GET", "big")).isNil
        } throws: {
            ($0 as? RedisError)?.kind == .replyTooLarge && ($0 as? RedisError)?.isConnectionUsable == false
        }
    }

    @Test("A server that does not answer in time is given up; a blocking command gets its own time")
    func timeout() throws {
        let server = try RedisServer()
        var configuration = server.configuration
        configuration.commandTimeout = .milliseconds(50)
        var connection = try RedisConnection.open(configuration)
        #expect(try connection.call(RedisCommand("BLPOP", "none", "0.2"), blocking: .seconds(600)).isNil)
        #expect {
            _ = try connection.call(RedisCommand("BLPOP", "none", "0")).isNil
        } throws: {
            ($0 as? RedisError)?.kind == .timedOut
        }
    }

    @Test("An answer that is there is taken, however late this thread comes to look")
    func late() throws {
        let server = try LyingServer(reply: "+PONG\r\n")
        let socket = try RedisSocket(connecting: RedisConfiguration(endpoint: .server(server.address)), nil)
        let sent = try socket.send(Array("PING\r\n".utf8), from: 0, during: "PING")
        #expect(sent == 6)
        let isThere = try socket.wait(orToWrite: false, by: .now + .seconds(600), during: "PING")
        let isStillThere = try socket.wait(orToWrite: false, by: .now - .seconds(1), during: "PING")
        #expect(isThere && isStillThere)
    }

    @Test("Another thread can interrupt a wait")
    func interrupt() throws {
        let server = try RedisServer()
        let interrupt = Interrupt()
        let thread = Thread { interrupt.trigger() }
        var connection = try RedisConnection.open(server.configuration, interrupt: interrupt)
        thread.start()
        #expect {
            _ = try connection.call(RedisCommand("BLPOP", "none", "0"), blocking: .seconds(60)).isNil
        } throws: {
            ($0 as? RedisError)?.kind == .interrupted
        }
        #expect(interrupt.isTriggered && interrupt.wait(for: .seconds(60)))
    }

    @Test("Messages of a subscription come without a command; a quiet time ends with none and loses nothing")
    func messages() throws {
        let server = try RedisServer()
        var publisher = try server.connect()
        var connection = try server.connect()
        _ = try connection.call(RedisCommand("SUBSCRIBE", "news"))
        for text in ["a", "b"] {
            let isQuiet = try connection.receiveMessage(within: .milliseconds(1)) == nil
            #expect(isQuiet)
            _ = try publisher.call(RedisCommand("PUBLISH", "news", text))
            let message = try connection.receiveMessage(within: .seconds(60))?.texts()
            #expect(message == ["message", "news", text])
        }
        _ = try connection.call(RedisCommand("UNSUBSCRIBE", "news"))
        #expect(try connection.call(RedisCommand("PING")).text() == "PONG")
    }

    @Test("A script runs again after the server forgot it, also inside a pipeline")
    func scripts() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        let script = RedisScript(name: "add", source: "return redis.call('INCRBY', KEYS[1], ARGV[1])")
        let command = try connection.command(script, keys: ["n"]).appending(2)
        #expect(try connection.run(script, command).integer() == 2)
        _ = try connection.call(RedisCommand("SCRIPT", "FLUSH"))
        #expect(try connection.run(script, command).integer() == 4)
        _ = try connection.call(RedisCommand("SCRIPT", "FLUSH"))
        try connection.append(RedisCommand("PING"))
        try connection.append(command)
        #expect(try connection.receive().text() == "PONG")
        #expect(try connection.receive(script, command).integer() == 6)
    }

    @Test("A connection lost while waiting says so")
    func lost() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        try server.kill()
        #expect {
            _ = try connection.call(RedisCommand("PING")).isNil
        } throws: {
            ($0 as? RedisError)?.kind == .connectionLost && "\($0)".contains("PING")
        }
    }
}
