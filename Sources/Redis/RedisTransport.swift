import CHiredis
import Glibc

/// The way of bytes to one address and back. Nothing blocks but `wait`, which has a deadline and can be interrupted.
///
/// Owned by the thread that owns the connection.
struct RedisTransport: ~Copyable {
    private let descriptor: Int32
    /// Where the other end is, for messages.
    private let peer: String
    private let interrupt: Interrupt?

    /// Connects to the one server or unix socket of `configuration`, within its connect timeout.
    init(connecting configuration: RedisConfiguration, _ interrupt: Interrupt?) throws(RedisError) {
        descriptor = try Self.connect(configuration)
        peer = configuration.description
        self.interrupt = interrupt
    }

    deinit { close(descriptor) }

    /// What `wait` waits for. A broken connection is readable: reading tells what broke it.
    enum Direction {
        case reading
        /// The server may read no more before somebody takes its replies.
        case readingOrWriting
    }

    /// Sends as many of the bytes from `start` on as go without waiting and returns how many did.
    ///
    /// `command` names what is going on in the message of an error; so it does below.
    mutating func send(_ bytes: [UInt8], from start: Int, during command: String) throws(RedisError) -> Int {
        var sent = 0
        while start + sent < bytes.count {
            let count = unsafe bytes.span.extracting((start + sent)...).withUnsafeBytes { buffer in
                unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                throw lost(errno, during: command)
            }
        }
        return sent
    }

    /// Takes what has arrived into the front of `buffer` and returns how many bytes it is: 0 when nothing has.
    mutating func receive(into buffer: inout [UInt8], during command: String) throws(RedisError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { buffer in
                unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            }
            if count > 0 { return count }
            if count == 0 { throw lost(0, during: command) }
            if errno == EAGAIN { return 0 }
            if errno != EINTR { throw lost(errno, during: command) }
        }
    }

    /// Waits until bytes can go that way; true when some can be read.
    @discardableResult
    mutating func wait(
        for direction: Direction, by deadline: ContinuousClock.Instant, during command: String
    ) throws(RedisError) -> Bool {
        let events = direction == .reading ? POLLIN : POLLIN | POLLOUT
        while true {
            var entries = [
                pollfd(fd: descriptor, events: Int16(events), revents: 0),
                pollfd(fd: interrupt?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            let left = deadline - .now
            guard left > .zero else { throw RedisError(.timedOut, "\(peer) did not answer \(command) in time") }
            let milliseconds = Int32(clamping: Int((left / .milliseconds(1)).rounded(.up)))
            let result = unsafe entries.withUnsafeMutableBufferPointer { buffer in
                unsafe poll(buffer.baseAddress, 2, milliseconds)
            }
            if result > 0 {
                guard entries[0].revents == 0 else { return Int32(entries[0].revents) != POLLOUT }
                throw RedisError(.interrupted, "waiting for \(command) of \(peer) was interrupted")
            }
            if result < 0, errno != EINTR { throw lost(errno, during: command) }
        }
    }

    private func lost(_ code: Int32, during command: String) -> RedisError {
        let reason = code == 0 ? "the server closed the connection" : unsafe String(cString: strerror(code))
        return RedisError(.connectionLost, "lost \(peer) during \(command): \(reason)")
    }

    /// A connected descriptor, by hiredis.
    private static func connect(_ configuration: RedisConfiguration) throws(RedisError) -> Int32 {
        guard configuration.tls == nil else {
            throw RedisError(.connectFailed, "can't connect to \(configuration): TLS is not supported yet")
        }
        let timeout = configuration.connectTimeout.timeval
        let made =
            switch configuration.endpoint {
            case .server(let address): unsafe redisConnectWithTimeout(address.host, Int32(address.port), timeout)
            case .unix(let path): unsafe redisConnectUnixWithTimeout(path, timeout)
            case .sentinel, .cluster:
                throw RedisError(.connectFailed, "can't connect to \(configuration): it is not one address")
            }
        guard let context = unsafe made else {
            throw RedisError(.connectFailed, "can't connect to \(configuration): out of memory")
        }
        guard unsafe context.pointee.err == 0 else {
            let reason = unsafe String(cString: chiredis_context_error(context))
            unsafe redisFree(context)
            throw RedisError(.connectFailed, "can't connect to \(configuration): \(reason)")
        }
        if case .server = configuration.endpoint { _ = unsafe redisEnableKeepAlive(context) }
        let descriptor = unsafe redisFreeKeepFd(context)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }
}

extension Duration {
    fileprivate var timeval: Glibc.timeval {
        let (seconds, attoseconds) = components
        return Glibc.timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
