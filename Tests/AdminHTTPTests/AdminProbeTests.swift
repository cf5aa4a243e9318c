import AdminHTTP
import Redis
import TestSupport
import Testing

@Suite struct AdminProbeTests {
    /// Where no answer will come: short, for it is waited for.
    private static let timeout = Duration.milliseconds(500)
    /// Where one comes: the tests beside this one block the cooperative threads, which take it, for minutes.
    private static let patience = Duration.seconds(1800)

    private func ask(_ server: LyingServer) async throws -> AdminProbe.Answer {
        try await AdminProbe(address: "127.0.0.1", port: server.address.port, timeout: Self.patience).ask("livez")
    }

    @Test(
        "The answer is the status and the body",
        arguments: [
            ("200 OK", "ok\n", true), ("503 Service Unavailable", "draining\n", false), ("204 No Content", "", false),
        ])
    func answer(status: String, body: String, isOK: Bool) async throws {
        let server = try LyingServer(reply: "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let answer = try await ask(server)
        #expect(answer.isOK == isOK && answer.body == body && status.hasPrefix(String(answer.status)))
    }

    @Test(
        "A server that does not finish its answer is not waited for",
        arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"])
    func unfinished(reply: String) async throws {
        let server = try LyingServer(reply: reply)
        let probe = AdminProbe(address: "0.0.0.0", port: server.address.port, timeout: Self.timeout)
        let error = await #expect(throws: AdminProbeError.self) { try await probe.ask("livez") }
        let sentence = "127.0.0.1:\(server.address.port) did not answer /livez within 0.5 seconds"
        #expect(error?.description == sentence)
    }

    @Test(
        "What is no short answer of HTTP is refused",
        arguments: [
            ("+PONG\r\n\r\n", "did not answer /livez: "),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + String(repeating: "x", count: 70000),
                "more than 65536"
            ),
        ])
    func refused(reply: String, reason: String) async throws {
        let server = try LyingServer(reply: reply)
        let error = await #expect(throws: AdminProbeError.self) { try await ask(server) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("A port where nobody listens is named")
    func nobody() async throws {
        let probe = AdminProbe(address: "127.0.0.1", port: try Loopback.freePort(), timeout: Self.patience)
        let error = await #expect(throws: AdminProbeError.self) { try await probe.ask("livez") }
        #expect(error?.description.contains(": Connection refused; check that") == true, "\(error?.description ?? "")")
    }
}
