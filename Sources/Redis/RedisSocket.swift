import CHiredis
import Glibc

/// A connected socket. Nothing blocks but `wait`, which has a deadline and can be interrupted.
struct RedisSocket: ~Copyable {
    /// Where the other end is, for messages.
    let peer: String
    private let descriptor: Int32
    private let interrupt: Interrupt?

    /// Connects to the one server or unix socket of `configuration`, within its connect timeout.
    init(connecting configuration: RedisConfiguration, _ interrupt: Interrupt?) throws(RedisError) {
        descriptor = try Self.connect(configuration)
        peer = configuration.description
        self.interrupt = interrupt
    }

    deinit { close(descriptor) }

    /// Sends as many of the bytes from `start` on as go without waiting and returns how many did.
    ///
    /// `command` names what is going on in the message of an error; so it does below.
    func send(_ bytes: [UInt8], from start: Int, during command: String) throws(RedisError) -> Int {
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
                throw lost(unsafe String(cString: strerror(errno)), during: command)
            }
        }
        return sent
    }

    /// Takes what has arrived into the front of `buffer` and returns how many bytes it is: 0 when nothing has.
    func receive(into buffer: inout [UInt8], during command: String) throws(RedisError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { buffer in
                unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            }
            if count > 0 { return count }
            if count == 0 { throw lost("the server closed the connection", during: command) }
            if errno == EAGAIN { return 0 }
            if errno != EINTR { throw lost(unsafe String(cString: strerror(errno)), during: command) }
        }
    }

    /// Waits until bytes can be read, or also written; true when reading is what can be done. A broken connection can be
    /// read: that tells what broke it.
    func wait(
        orToWrite isWriting: Bool, by deadline: ContinuousClock.Instant, during command: String
    ) throws(RedisError) -> Bool {
        while true {
            var entries = [
                pollfd(fd: descriptor, events: Int16(isWriting ? POLLIN | POLLOUT : POLLIN), revents: 0),
                pollfd(fd: interrupt?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            // A look also when the time is over: this thread may have been away while the answer came.
            let left = max(.zero, deadline - .now)
            let milliseconds = Int32(clamping: Int((left / .milliseconds(1)).rounded(.up)))
            let result = unsafe entries.withUnsafeMutableBufferPointer { buffer in
                unsafe poll(buffer.baseAddress, 2, milliseconds)
            }
            if result > 0 {
                guard entries[0].revents == 0 else { return Int32(entries[0].revents) != POLLOUT }
                throw RedisError(.interrupted, "waiting for \(command) of \(peer) was interrupted")
            }
            if result == 0, left == .zero {
                throw RedisError(.timedOut, "\(peer) did not answer \(command) in time")
            }
            if result < 0, errno != EINTR { throw lost(unsafe String(cString: strerror(errno)), during: command) }
        }
    }

    private func lost(_ reason: String, during command: String) -> RedisError {
        RedisError(.connectionLost, "lost \(peer) during \(command): \(reason)")
    }

    /// A connected descriptor, by hiredis.
    private static func connect(_ configuration: RedisConfiguration) throws(RedisError) -> Int32 {
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
