import Foundation
import Glibc
package import Redis
import Synchronization
import TestSupport

/// A bad network between workers and Redis: a TCP port of the loopback in front of a unix socket.
package final class NetworkProxy: Sendable {
    /// What the network does to every byte.
    package struct Weather: Sendable {
        /// How long each piece of a reply takes.
        package var latency = Duration.zero
        /// Nothing gets through; connections stay open, and it all arrives when the hole closes.
        package var isBlackHole = false
        /// Replies come byte by byte.
        package var isSplit = false
    }

    /// What happens once to one request or reply.
    package enum Accident: Sendable {
        /// The connection is reset in the middle of a reply.
        case cutReply
        /// Redis executes a commit, and the connection is reset before a byte of the reply arrives.
        case loseCommit
        /// A claim is kept, and arrives again when it is delivered.
        case copyClaim
        /// A recover waits until the hold is lifted.
        case holdRecover
    }

    private struct State {
        var weather = Weather()
        var accidents: [Accident] = []
        var copies: [[UInt8]] = []
        var isHolding = false
        var connections: Set<Int32> = []
    }

    package let port: Int
    private let upstream: String
    private let listener: Int32
    private let state = Mutex(State())

    package init(upstream: String) throws {
        self.upstream = upstream
        (listener, port) = try Loopback.listen()
        Thread { [listener, weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else { return }
                Thread { self.serve(client) }.start()
            }
        }.start()
    }

    deinit { close(listener) }

    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        state.withLock { state in
            state.weather = Weather()
            state.isHolding = false
            for client in state.connections { shutdown(client, Int32(SHUT_RDWR)) }
        }
    }

    package var configuration: RedisConfiguration {
        RedisConfiguration(endpoint: .server(RedisAddress(host: "127.0.0.1", port: port)))
    }

    package var weather: Weather {
        get { state.withLock { $0.weather } }
        set { state.withLock { $0.weather = newValue } }
    }

    package func expect(_ accident: Accident, times: Int = 1) {
        state.withLock { $0.accidents += Array(repeating: accident, count: times) }
    }

    /// Accidents that have not happened yet.
    package var pending: Int { state.withLock { $0.accidents.count } }
    package func forget() { state.withLock { $0.accidents = [] } }

    package var isHolding: Bool { state.withLock { $0.isHolding } }
    package func release() { state.withLock { $0.isHolding = false } }

    /// Sends the copies of requests that were kept; nobody reads the replies. Gives their number.
    package func deliverCopies() throws -> Int {
        let copies = state.withLock { state in
            defer { state.copies = [] }
            return state.copies
        }
        for request in copies {
            let connection = try UnixSocket.connect(upstream)
            defer { close(connection) }
            guard UnixSocket.write(request, to: connection) else { throw TestFailure("Redis takes no late copy") }
            // Redis executes what is complete and hangs up.
            shutdown(connection, Int32(SHUT_WR))
            while !UnixSocket.read(connection).isEmpty {}
        }
        return copies.count
    }

    // MARK: A connection

    private func serve(_ client: Int32) {
        state.withLock { _ = $0.connections.insert(client) }
        let server = try? UnixSocket.connect(upstream)
        if let server { relay(client, server) }
        if let server { close(server) }
        state.withLock { _ = $0.connections.remove(client) }
        close(client)
    }

    private func relay(_ client: Int32, _ server: Int32) {
        while true {
            while weather.isBlackHole { pause(for: .milliseconds(10)) }
            var entries = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&entries, 2, 50) >= 0 else { return }
            if weather.isBlackHole { continue }
            if entries[1].revents != 0, !passReply(from: server, to: client) { return }
            if entries[0].revents != 0, !passRequest(from: client, to: server) { return }
        }
    }

    private func passReply(from server: Int32, to client: Int32) -> Bool {
        let bytes = UnixSocket.read(server)
        guard !bytes.isEmpty else { return false }
        let weather = weather
        if weather.latency > .zero { pause(for: weather.latency) }
        if bytes.count > 256, take(.cutReply) {
            _ = UnixSocket.write(Array(bytes.prefix(bytes.count / 2)), to: client)
            Loopback.resetOnClose(client)
            return false
        }
        guard weather.isSplit else { return UnixSocket.write(bytes, to: client) }
        // Single bytes where the reply's structure is, then small pieces: every boundary is met in time.
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + (start < 600 ? 1 : 61))
            guard UnixSocket.write(Array(bytes[start..<end]), to: client) else { return false }
            start = end
        }
        return true
    }

    private func passRequest(from client: Int32, to server: Int32) -> Bool {
        let bytes = UnixSocket.read(client)
        guard !bytes.isEmpty else { return false }
        let request = QueueRequest(bytes)
        // A claim comes alone or behind a commit; a longer request may be cut here.
        if request.isClaim || request.isCommit, bytes.count < 1 << 17, take(.copyClaim) {
            state.withLock { $0.copies.append(bytes) }
        }
        if request.isRecover, take(.holdRecover) {
            state.withLock { $0.isHolding = true }
            while isHolding { pause(for: .milliseconds(2)) }
        }
        let isLost = request.isCommit && take(.loseCommit)
        guard UnixSocket.write(bytes, to: server) else { return false }
        guard isLost else { return true }
        // The reply shows that it was executed.
        _ = UnixSocket.read(server)
        Loopback.resetOnClose(client)
        return false
    }

    /// True when such an accident was expected; it is used up.
    private func take(_ accident: Accident) -> Bool {
        state.withLock { state in
            guard let index = state.accidents.firstIndex(of: accident) else { return false }
            state.accidents.remove(at: index)
            return true
        }
    }
}

/// What a lane's or sweeper's request is, told by the keys that only that script names.
struct QueueRequest {
    let isClaim: Bool
    let isCommit: Bool
    let isRecover: Bool

    init(_ bytes: [UInt8]) {
        // Keys stand at the front.
        let text = String(decoding: bytes.prefix(1024), as: UTF8.self)
        let isScript = text.contains("EVALSHA")
        isCommit = isScript && text.contains(":dead\r\n")
        isClaim = isScript && !isCommit && text.contains(":paused\r\n")
        // Eight keys, as release has, and one argument more.
        isRecover = text.hasPrefix("*15\r\n$7\r\nEVALSHA")
    }
}
