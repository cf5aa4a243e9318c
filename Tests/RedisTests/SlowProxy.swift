import Foundation
import Glibc
import TestSupport

/// Passes bytes between a client and a server, few at a time. One thread does both directions with writes that block: a
/// client that does not read while it writes brings it to a halt.
final class SlowProxy: Sendable {
    let port: Int
    private let upstream: Int
    private let listener: Int32
    private let piece: Int
    private let limit: Int

    /// Passes at most `piece` bytes at once, and cuts the connection after `limit` bytes of the server.
    init(to upstream: Int, piece: Int, limit: Int = .max) throws {
        (listener, port) = try Loopback.listen()
        (self.upstream, self.piece, self.limit) = (upstream, piece, limit)
        Thread { [self] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                Thread { self.serve(client) }.start()
            }
            // Nobody waits for it any more: the number may become another's.
            close(listener)
        }.start()
    }

    /// Every test calls it, once.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ client: Int32) {
        defer { Self.end(client) }
        guard let server = try? Loopback.connect(upstream) else { return }
        defer { Self.end(server) }
        var on: Int32 = 1
        unsafe setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var left = limit
        var buffer = [UInt8](repeating: 0, count: piece)
        while left > 0 {
            var entries = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&entries, 2, -1) > 0 else { return }
            if entries[0].revents != 0 {
                guard pass(client, server, &buffer, buffer.count) > 0 else { return }
            }
            if entries[1].revents != 0 {
                let count = pass(server, client, &buffer, min(left, buffer.count))
                guard count > 0 else { return }
                left -= count
            }
        }
    }

    /// A child of another test may have a copy, which `close` leaves open.
    private static func end(_ connection: Int32) {
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
    }

    private func pass(_ source: Int32, _ target: Int32, _ buffer: inout [UInt8], _ limit: Int) -> Int {
        unsafe buffer.withUnsafeMutableBytes { buffer in
            let count = unsafe read(source, buffer.baseAddress, limit)
            var sent = 0
            while sent < count {
                let part = unsafe send(
                    target, buffer.baseAddress.map { unsafe $0 + sent }, count - sent, Int32(MSG_NOSIGNAL))
                guard part > 0 else { return -1 }
                sent += part
            }
            return count
        }
    }
}
