import Foundation
import TestSupport
import Testing

@testable import Redis

@Suite struct TLSTests {
    private func configuration(_ port: Int, _ tls: TLSConfiguration, host: String = "127.0.0.1") -> RedisConfiguration {
        RedisConfiguration(
            endpoint: .server(RedisAddress(host: host, port: port)), tls: tls, connectTimeout: .seconds(60),
            commandTimeout: .seconds(3600))
    }

    /// The error of connecting and of one command: a server of TLS 1.3 refuses a certificate after the handshake.
    private func failure(_ configuration: RedisConfiguration) throws -> RedisError {
        do throws(RedisError) {
            var connection = try RedisConnection.open(configuration)
            _ = try connection.call(RedisCommand("PING"))
        } catch {
            return error
        }
        throw TestFailure("the connection was accepted")
    }

    // MARK: Who is accepted

    @Test(
        "A server whose certificate holds the name or the address is accepted",
        arguments: [
            ("127.0.0.1", nil, "IP:127.0.0.1"), ("localhost", nil, "DNS:localhost"),
            ("127.0.0.1", "redis.example", "DNS:redis.example"),
            ("127.0.0.1", "a.redis.example", "DNS:*.redis.example,DNS:b"),
            ("localhost", "127.0.0.2", "IP:127.0.0.2"),
        ] as [(String, String?, String)])
    func accepted(host: String, name: String?, certificate: String) throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(by: certificates, try certificates.issue(for: certificate))
        let tls = TLSConfiguration(authorities: certificates.authority, serverName: name)
        var connection = try RedisConnection.open(configuration(port, tls, host: host))
        #expect(try connection.call(RedisCommand("PING")).text() == "PONG")
        withExtendedLifetime(server) {}
    }

    @Test(
        "A server whose certificate does not hold what was connected to is refused, with the names that it holds",
        arguments: [
            ("127.0.0.1", nil, "DNS:localhost"), ("localhost", nil, "IP:127.0.0.1"),
            ("127.0.0.1", "redis.example", "DNS:other.example"),
            ("127.0.0.1", "a.b.redis.example", "DNS:*.redis.example"),
            ("127.0.0.1", "127.0.0.2", "IP:127.0.0.1"),
        ] as [(String, String?, String)])
    func otherName(host: String, name: String?, certificate: String) throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(by: certificates, try certificates.issue(for: certificate))
        let tls = TLSConfiguration(authorities: certificates.authority, serverName: name)
        let error = try failure(configuration(port, tls, host: host))
        let held = certificate.split(separator: ":").last.map(String.init) ?? ""
        #expect(error.kind == .connectFailed)
        for part in ["rediss://\(host):\(port)", held, "not for \(name ?? host)", "--redis-server-name"] {
            #expect(error.description.contains(part), "\(error)")
        }
        withExtendedLifetime(server) {}
    }

    @Test("A server that nobody who is trusted has signed is refused, also with the system's authorities")
    func unknownAuthority() throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(by: certificates, try certificates.issue())
        let others = try Certificates()
        for authorities in [others.authority, nil] {
            let error = try failure(configuration(port, TLSConfiguration(authorities: authorities)))
            #expect(error.kind == .connectFailed && "\(error)".contains("--redis-ca"), "\(error)")
            #expect("\(error)".contains(authorities ?? "the system"), "\(error)")
        }
        withExtendedLifetime((server, others)) {}
    }

    @Test("A certificate that has expired is refused, with the date")
    func expired() throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(by: certificates, try certificates.issue(days: -1))
        let error = try failure(configuration(port, TLSConfiguration(authorities: certificates.authority)))
        #expect(error.kind == .connectFailed && "\(error)".contains("CN=server expired on "), "\(error)")
        withExtendedLifetime(server) {}
    }

    @Test(
        "A server that asks for a certificate takes one of its authority and refuses none and another's",
        arguments: ["TLSv1.2", "TLSv1.3"])
    func clientCertificate(version: String) throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(
            by: certificates, try certificates.issue(), asksClients: true, ["--tls-protocols", version])
        var tls = TLSConfiguration(authorities: certificates.authority)
        let missing = try failure(configuration(port, tls))
        #expect(missing.kind == .connectFailed && "\(missing)".contains("give --redis-cert"), "\(missing)")

        let others = try Certificates()
        let stranger = try others.issue("stranger")
        (tls.certificate, tls.key) = (stranger.certificate, stranger.key)
        let refused = try failure(configuration(port, tls))
        #expect(refused.kind == .connectFailed && "\(refused)".contains("stranger.pem"), "\(refused)")

        withExtendedLifetime(others) {}

        let own = try certificates.issue("client")
        (tls.certificate, tls.key) = (own.certificate, own.key)
        var connection = try RedisConnection.open(configuration(port, tls))
        #expect(try connection.call(RedisCommand("PING")).text() == "PONG")
        withExtendedLifetime(server) {}
    }

    @Test("TLS before 1.2 is refused")
    func oldVersion() throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(
            by: certificates, try certificates.issue(),
            ["--tls-protocols", "TLSv1.1", "--tls-ciphers", "DEFAULT:@SECLEVEL=0"])
        let error = try failure(configuration(port, TLSConfiguration(authorities: certificates.authority)))
        #expect(error.kind == .connectFailed && "\(error)".contains("version 1.2"), "\(error)")
        withExtendedLifetime(server) {}
    }

    @Test("A server in the clear, and a port of TLS that is spoken to in the clear, are told apart")
    func mixedUp() throws {
        let certificates = try Certificates()
        let clear = try Loopback.freePort()
        let (server, port) = try RedisServer.secured(
            by: certificates, try certificates.issue(), ["--port", String(clear)])
        var towardsClear = configuration(clear, TLSConfiguration(authorities: certificates.authority))
        towardsClear.connectTimeout = .milliseconds(200)
        let first = try failure(towardsClear)
        #expect(
            first.kind == .connectFailed && "\(first)".contains("TLS") && "\(first)".contains("redis://"), "\(first)")
        var towardsTLS = towardsClear
        towardsTLS.endpoint = .server(RedisAddress(host: "127.0.0.1", port: port))
        towardsTLS.tls = nil
        // Some versions of OpenSSL close without a word, others send an alert first.
        let second = try failure(towardsTLS)
        #expect([.connectFailed, .connectionLost].contains(second.kind), "\(second)")
        let alert: [UInt8] = [0x15, 3, 3, 0, 2, 2, 70]
        #expect {
            var scanner = ReplyScanner(maximumBulkLength: 100)
            try scanner.scan(alert.span)
        } throws: {
            ($0 as? RedisError)?.kind == .connectFailed && "\($0)".contains("rediss://")
        }
        withExtendedLifetime(server) {}
    }

    @Test("Files and names that can't be used are told without a connection, naming the file")
    func settings() throws {
        let certificates = try Certificates()
        let (own, other) = (try certificates.issue("own"), try certificates.issue("other"))
        let folder = try TemporaryFolder()
        let junk = folder.path("junk.pem")
        try Data("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8).write(to: URL(filePath: junk))
        let cases: [(TLSConfiguration, TLSSettingError.Setting, String)] = [
            (TLSConfiguration(authorities: folder.path("none.pem")), .authorities, "no such file"),
            (TLSConfiguration(authorities: folder.url.path), .authorities, folder.url.path),
            (TLSConfiguration(authorities: own.key), .authorities, own.key),
            (TLSConfiguration(authorities: junk), .authorities, junk),
            (TLSConfiguration(certificate: junk, key: own.key), .certificate, junk),
            (TLSConfiguration(certificate: own.key, key: own.key), .certificate, own.key),
            (TLSConfiguration(certificate: own.certificate, key: other.key), .key, "mismatch"),
            (TLSConfiguration(certificate: own.certificate, key: junk), .key, junk),
            (
                TLSConfiguration(certificate: own.certificate, key: try certificates.encryptedKey(of: own)), .key,
                "without a passphrase"
            ),
            (TLSConfiguration(serverName: ""), .serverName, "no name"),
            (TLSConfiguration(serverName: String(repeating: "a", count: 256)), .serverName, "no name"),
        ]
        for (tls, setting, text) in cases {
            #expect {
                try tls.check()
            } throws: {
                ($0 as? TLSSettingError)?.setting == setting && "\($0)".contains(text)
            }
            #expect(try failure(configuration(1, tls)).description.contains(text))
        }
        try TLSConfiguration(certificate: own.certificate, key: own.key).check()
    }

    // MARK: Bytes

    @Test(
        "Payloads of 64 MiB and a long pipeline come back as they were, both ways at once",
        arguments: ["TLSv1.2", "TLSv1.3"])
    func large(version: String) throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(
            by: certificates, try certificates.issue(), ["--tls-protocols", version])
        let proxy = try SlowProxy(to: port, piece: 1 << 16)
        defer { proxy.stop() }
        var connection = try RedisConnection.open(
            configuration(proxy.port, TLSConfiguration(authorities: certificates.authority)))
        let part = (0..<1 << 16).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var payload: [UInt8] = []
        while payload.count < 64 << 20 { payload.append(contentsOf: part) }
        // ECHO answers while the next one is still being sent.
        for _ in 0..<2 { try connection.append(RedisCommand("ECHO").appending(payload)) }
        for number in 0..<20_000 { try connection.append(RedisCommand("ECHO", String(number))) }
        for _ in 0..<2 {
            // Compared as Data, which the debug build does not do byte by byte.
            let isSame = Data(try connection.receive().bytes() ?? []) == Data(payload)
            #expect(isSame)
        }
        var wrong = 0
        for number in 0..<20_000 where try connection.receive().text() != String(number) { wrong += 1 }
        #expect(wrong == 0)
        withExtendedLifetime(server) {}
    }

    @Test("Records that arrive byte by byte are put together", arguments: ["TLSv1.2", "TLSv1.3"])
    func bytewise(version: String) throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(
            by: certificates, try certificates.issue(), ["--tls-protocols", version])
        let proxy = try SlowProxy(to: port, piece: 1)
        defer { proxy.stop() }
        var connection = try RedisConnection.open(
            configuration(proxy.port, TLSConfiguration(authorities: certificates.authority)))
        let payload = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for _ in 0..<2 { try connection.append(RedisCommand("ECHO").appending(payload)) }
        for _ in 0..<2 { #expect(try connection.receive().bytes() == payload) }
        withExtendedLifetime(server) {}
    }

    @Test("A connection that is cut anywhere in the handshake or in a reply says so")
    func cut() throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(by: certificates, try certificates.issue())
        let payload = [UInt8](repeating: 7, count: 100_000)
        for limit in [1, 100, 700, 5_000, 50_000, 100_000] {
            let proxy = try SlowProxy(to: port, piece: 1 << 12, limit: limit)
            defer { proxy.stop() }
            do {
                var connection = try RedisConnection.open(
                    configuration(proxy.port, TLSConfiguration(authorities: certificates.authority)))
                _ = try connection.call(RedisCommand("ECHO").appending(payload))
                Issue.record("the reply came through \(limit) bytes")
            } catch {
                #expect(error.kind == (limit < 1000 ? .connectFailed : .connectionLost), "\(limit): \(error)")
            }
        }
        withExtendedLifetime(server) {}
    }

    @Test("A server that is killed, or says goodbye, while a command waits is a lost connection")
    func killed() throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(by: certificates, try certificates.issue())
        let tls = TLSConfiguration(authorities: certificates.authority)
        var dropped = try RedisConnection.open(configuration(port, tls))
        var admin = try server.connect()
        _ = try admin.call(RedisCommand("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"))
        #expect { _ = try dropped.call(RedisCommand("PING")).isNil } throws: {
            ($0 as? RedisError)?.kind == .connectionLost
        }
        var connection = try RedisConnection.open(configuration(port, tls))
        try server.kill()
        #expect {
            _ = try connection.call(RedisCommand("PING")).isNil
        } throws: {
            ($0 as? RedisError)?.kind == .connectionLost && "\($0)".contains("PING")
        }
    }

    // MARK: Waiting

    @Test("A server that accepts and says nothing is given up after the connect timeout, or when interrupted")
    func silentHandshake() throws {
        let (listener, port) = try Loopback.listen()
        defer { close(listener) }
        var settings = configuration(port, TLSConfiguration())
        settings.connectTimeout = .milliseconds(50)
        let error = try failure(settings)
        #expect(error.kind == .connectFailed && "\(error)".contains("does this port speak TLS?"), "\(error)")

        settings.connectTimeout = .seconds(600)
        let interrupt = Interrupt()
        Thread { interrupt.trigger() }.start()
        #expect {
            _ = try RedisConnection.open(settings, interrupt: interrupt).configuration
        } throws: {
            ($0 as? RedisError)?.kind == .interrupted
        }
    }

    @Test("A reply that does not come is given up in time, or when interrupted")
    func silentReply() throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(by: certificates, try certificates.issue())
        var settings = configuration(port, TLSConfiguration(authorities: certificates.authority))
        settings.commandTimeout = .milliseconds(50)
        var connection = try RedisConnection.open(settings)
        #expect {
            _ = try connection.call(RedisCommand("BLPOP", "none", "0")).isNil
        } throws: {
            ($0 as? RedisError)?.kind == .timedOut
        }
        let interrupt = Interrupt()
        var other = try RedisConnection.open(settings, interrupt: interrupt)
        Thread { interrupt.trigger() }.start()
        #expect {
            _ = try other.call(RedisCommand("BLPOP", "none", "0"), blocking: .seconds(600)).isNil
        } throws: {
            ($0 as? RedisError)?.kind == .interrupted
        }
        withExtendedLifetime(server) {}
    }

    @Test("A reply above the limit is refused by its header")
    func oversize() throws {
        let certificates = try Certificates()
        let (server, port) = try RedisServer.secured(by: certificates, try certificates.issue())
        var settings = configuration(port, TLSConfiguration(authorities: certificates.authority))
        settings.maximumBulkLength = 1999
        var connection = try RedisConnection.open(settings)
        let command = RedisCommand("ECHO").appending([UInt8](repeating: 1, count: 2000))
        #expect {
            _ = try connection.call(command).isNil
        } throws: {
            ($0 as? RedisError)?.kind == .replyTooLarge
        }
        withExtendedLifetime(server) {}
    }
}
