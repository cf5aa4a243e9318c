import Glibc
import Redis
import TestSupport

/// A server on a unix socket that sends what a test wants, whatever it is asked. One thread, one client at a time.
final class HostileServer: Sendable {
    /// More does not fit the socket's buffer, and nobody reads while it is written.
    static let maximumLength = 100_000

    static let shared = Result { try HostileServer() }

    private let folder: TemporaryFolder
    private let path: String
    private let listener: Int32

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("h.sock")
        listener = try UnixSocket.listen(path)
    }

    deinit { close(listener) }

    /// Gives a body a connection whose server has sent these bytes and nothing more.
    func serve(
        _ replies: [UInt8], maximumBulkLength: Int = 1 << 20,
        _ body: (consuming RedisConnection) throws -> Void
    ) throws {
        // Connecting takes no answer: the client waits in the listener's queue.
        let connection = try RedisConnection.open(
            RedisConfiguration(endpoint: .unix(path: path), maximumBulkLength: maximumBulkLength))
        let client = accept(listener, nil, nil)
        guard client >= 0 else { throw TestFailure("no client came to \(path)") }
        defer { close(client) }
        let sent = unsafe replies.withUnsafeBytes { unsafe send(client, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
        guard sent == replies.count, shutdown(client, Int32(SHUT_WR)) == 0 else {
            throw TestFailure("only \(sent) of \(replies.count) bytes fit the socket")
        }
        try body(connection)
    }
}
