import Foundation
import Glibc
import Redis
import Synchronization
import TestSupport

/// Stands between lanes and Redis and lets a pipeline go wrong where the test says.
///
/// A request here is what a client sends at once: one or more commands. Faults hit the next request of any client.
final class FaultyProxy: Sendable {
    enum Fault: Sendable {
        /// Redis executes the first commands of the request; then the connection breaks, with no reply.
        case cut(executed: Int)
        /// The connection breaks; the request arrives when the test delivers it.
        case late
        /// The request is executed and answered, and arrives again when the test delivers it.
        case copied
    }

    private struct State {
        var fault: Fault?
        var held: [[UInt8]] = []
    }

    let path: String
    private let upstream: String
    private let listener: Int32
    private let state = Mutex(State())

    init(_ server: RedisServer) throws {
        upstream = server.socket
        path = server.folder.path("p.sock")
        listener = try UnixSocket.listen(path)
        let thread = Thread { [self] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                Thread { self.serve(client) }.start()
            }
            // Nobody waits for it any more: the number may become another's.
            close(listener)
        }
        thread.start()
    }

    /// No more clients; those that are connected end with their connection. Every test calls it, once.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    var configuration: RedisConfiguration { RedisConfiguration(endpoint: .unix(path: path)) }

    func next(_ fault: Fault) { state.withLock { $0.fault = fault } }

    /// True when the fault did not hit yet; it never will now.
    func withdraw() -> Bool {
        state.withLock { state in
            defer { state.fault = nil }
            return state.fault != nil
        }
    }

    var heldCount: Int { state.withLock { $0.held.count } }

    /// Delivers a request that was held back, to its end; nobody reads the replies.
    func deliver(_ index: Int) throws {
        let request = state.withLock { $0.held.remove(at: index) }
        let connection = try UnixSocket.connect(upstream)
        defer { Self.end(connection) }
        execute(request, on: connection)
    }

    /// A child of another test may have a copy, which `close` leaves open.
    private static func end(_ connection: Int32) {
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
    }

    private func serve(_ client: Int32) {
        defer { Self.end(client) }
        guard let server = try? UnixSocket.connect(upstream) else { return }
        defer { Self.end(server) }
        while true {
            var entries = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&entries, 2, -1) > 0 else { return }
            if entries[1].revents != 0 {
                let bytes = UnixSocket.read(server)
                guard !bytes.isEmpty, UnixSocket.write(bytes, to: client) else { return }
            }
            if entries[0].revents != 0 {
                let bytes = UnixSocket.read(client)
                guard !bytes.isEmpty else { return }
                let fault = state.withLock { state in
                    defer { state.fault = nil }
                    switch state.fault {
                    case .late?, .copied?: state.held.append(bytes)
                    case .cut?, nil: break
                    }
                    return state.fault
                }
                switch fault {
                case .cut(let executed)?:
                    execute(Array(bytes.prefix(Self.end(ofCommand: executed, in: bytes))), on: server)
                    return
                case .late?: return
                case .copied?, nil: break
                }
                guard UnixSocket.write(bytes, to: server) else { return }
            }
        }
    }

    /// Returns when Redis has executed the commands: it answers in order.
    private func execute(_ commands: [UInt8], on server: Int32) {
        let mark = "executed-\(UInt64.random(in: .min ... .max))"
        guard
            UnixSocket.write(
                commands + Array("*2\r\n$4\r\nECHO\r\n$\(mark.utf8.count)\r\n\(mark)\r\n".utf8), to: server)
        else { return }
        var tail: [UInt8] = []
        let end = Array("\(mark)\r\n".utf8)
        while !tail.suffix(end.count).elementsEqual(end) {
            let bytes = UnixSocket.read(server)
            guard !bytes.isEmpty else { return }
            tail = (tail + bytes).suffix(end.count)
        }
    }

    /// Where the first commands of a request end.
    private static func end(ofCommand count: Int, in bytes: [UInt8]) -> Int {
        var position = 0
        func number() -> Int {
            var value = 0
            position += 1
            while position < bytes.count, bytes[position] != UInt8(ascii: "\r") {
                value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
                position += 1
            }
            position += 2
            return value
        }
        for _ in 0..<count where position < bytes.count {
            for _ in 0..<number() { position += number() + 2 }
        }
        return min(position, bytes.count)
    }
}
