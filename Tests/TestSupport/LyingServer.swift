import Foundation
package import Redis

/// Listens on loopback and answers everything it hears with the same bytes.
package final class LyingServer {
    package let address: RedisAddress
    private let listener: Int32

    package convenience init(naming address: RedisAddress) throws {
        let (host, port) = (address.host, String(address.port))
        try self.init(
            reply: "*2\r\n$\(host.utf8.count)\r\n\(host)\r\n$\(port.utf8.count)\r\n\(port)\r\n")
    }

    package init(reply: String) throws {
        let (descriptor, port) = try Loopback.listen()
        listener = descriptor
        address = RedisAddress(host: "127.0.0.1", port: port)
        let bytes = Array(reply.utf8)
        Thread { Self.serve(descriptor, bytes) }.start()
    }

    /// Ends `accept` of the thread, which then closes the listener.
    deinit { _ = shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ listener: Int32, _ reply: [UInt8]) {
        var open: [Int32] = []
        while case let peer = accept(listener, nil, nil), peer >= 0 {
            open.append(peer)
            Thread {
                var buffer = [UInt8](repeating: 0, count: 4096)
                while unsafe recv(peer, &buffer, buffer.count, 0) > 0 {
                    _ = unsafe send(peer, reply, reply.count, Int32(MSG_NOSIGNAL))
                }
                _ = shutdown(peer, Int32(SHUT_RDWR))
            }.start()
        }
        for peer in open { _ = shutdown(peer, Int32(SHUT_RDWR)) }
        close(listener)
    }
}
