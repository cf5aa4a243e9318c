import CHiredis
import Glibc

/// One connection, owned by the thread that made it.
///
/// hiredis connects, formats commands and parses replies; this type moves the bytes through its descriptor itself, so
/// that every wait has a deadline, can be interrupted, and sees a reply's length before it is stored.
@safe
package struct RedisConnection: ~Copyable {
    package let configuration: RedisConfiguration
    private let context: UnsafeMutablePointer<redisContext>
    private let interrupt: Interrupt?
    private var scanner: ReplyScanner
    private var outgoing: [UInt8] = []
    private var incoming: [UInt8]
    /// Names of the commands that were sent and not answered, for messages.
    private var awaited: [String] = []
    private var nextAwaited = 0
    /// SHA-1 of the scripts this connection has loaded, by name.
    var scriptHashes: [String: String] = [:]

    /// Connects and logs in. Blocks for at most the connect timeout and three commands.
    package static func open(
        _ configuration: RedisConfiguration, interrupt: Interrupt? = nil
    ) throws(RedisError) -> RedisConnection {
        var connection = try RedisConnection(connecting: configuration, interrupt)
        try connection.logIn()
        return connection
    }

    private init(connecting configuration: RedisConfiguration, _ interrupt: Interrupt?) throws(RedisError) {
        let context = try unsafe Self.connect(configuration)
        self.configuration = configuration
        unsafe self.context = unsafe context
        self.interrupt = interrupt
        scanner = ReplyScanner(maximumBulkLength: configuration.maximumBulkLength)
        incoming = Array(repeating: 0, count: 1 << 17)
        // Keep the parser's buffer between replies: a batch comes every few milliseconds.
        unsafe context.pointee.reader.pointee.maxbuf = 1 << 21
    }

    deinit { unsafe redisFree(context) }

    // MARK: Commands

    /// Adds a command to the pipeline; nothing is sent yet.
    package mutating func append(_ command: RedisCommand) throws(RedisError) {
        let start = outgoing.count
        let formatted = unsafe command.bytes.withUnsafeBytes { unsafe Self.format(command, $0, into: &outgoing) }
        guard formatted else {
            outgoing.removeLast(outgoing.count - start)
            throw RedisError(.protocolViolation, "\(command.name) is too large to be sent to \(configuration)")
        }
        awaited.append(command.name)
    }

    /// The next reply of the pipeline, sending what waits first. An error of the server is a reply here.
    /// `blocking` is how long the server itself may block on the command; it is added to the command timeout.
    package mutating func receive(blocking: Duration = .zero) throws(RedisError) -> RedisReply {
        let deadline = ContinuousClock.now + configuration.commandTimeout + blocking
        try send(by: deadline)
        while true {
            if let reply = try parsed() {
                nextAwaited += 1
                if nextAwaited == awaited.count {
                    awaited.removeAll(keepingCapacity: true)
                    nextAwaited = 0
                }
                return reply
            }
            try fill(by: deadline)
        }
    }

    /// The next message of a subscription, which answers no command; nil when none came in that time, and the connection
    /// goes on. With `.zero`, one that has arrived together with an earlier one.
    ///
    /// Every reply of the pipeline must have been received.
    package mutating func receiveMessage(within limit: Duration) throws(RedisError) -> RedisReply? {
        precondition(awaited.isEmpty, "a reply of the pipeline is not received yet")
        let deadline = ContinuousClock.now + limit
        while true {
            if let message = try parsed() { return message }
            do throws(RedisError) {
                try fill(by: deadline)
            } catch {
                // Nothing is lost: the parser keeps the part of a message that has come.
                if error.kind == .timedOut { return nil }
                throw error
            }
        }
    }

    /// Sends one command and returns its reply; an error of the server is thrown.
    package mutating func call(_ command: RedisCommand, blocking: Duration = .zero) throws(RedisError) -> RedisReply {
        try append(command)
        let reply = try receive(blocking: blocking)
        if let error = reply.error { throw error.naming(command.name) }
        return reply
    }

    private static func format(
        _ command: RedisCommand, _ bytes: UnsafeRawBufferPointer, into outgoing: inout [UInt8]
    ) -> Bool {
        var arguments: [UnsafePointer<CChar>?] = unsafe []
        var lengths: [Int] = []
        unsafe arguments.reserveCapacity(command.argumentCount)
        lengths.reserveCapacity(command.argumentCount)
        var begin = 0
        for end in command.ends {
            unsafe arguments.append(bytes.baseAddress.map { unsafe ($0 + begin).assumingMemoryBound(to: CChar.self) })
            lengths.append(end - begin)
            begin = end
        }
        var target: UnsafeMutablePointer<CChar>?
        let length = unsafe redisFormatCommandArgv(&target, Int32(command.argumentCount), &arguments, lengths)
        guard length > 0, let target = unsafe target else { return false }
        unsafe outgoing.append(contentsOf: UnsafeRawBufferPointer(start: target, count: Int(length)))
        unsafe redisFreeCommand(target)
        return true
    }

    // MARK: Connecting

    private static func connect(_ configuration: RedisConfiguration) throws(RedisError) -> UnsafeMutablePointer<
        redisContext
    > {
        guard configuration.tls == nil else {
            throw RedisError(.connectFailed, "can't connect to \(configuration): TLS is not supported yet")
        }
        let timeout = configuration.connectTimeout.timeval
        let made =
            switch configuration.endpoint {
            case .server(let address): unsafe redisConnectWithTimeout(address.host, Int32(address.port), timeout)
            case .unix(let path): unsafe redisConnectUnixWithTimeout(path, timeout)
            case .sentinel, .cluster:
                throw RedisError(.connectFailed, "can't connect to \(configuration): this kind is not supported yet")
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
        return unsafe context
    }

    private mutating func logIn() throws(RedisError) {
        if let password = configuration.password {
            var command = RedisCommand("AUTH")
            if let user = configuration.user { command.append(user) }
            command.append(password)
            _ = try call(command)
        }
        if configuration.database != 0 { try selectDatabase() }
        if let name = configuration.clientName { _ = try call(RedisCommand("CLIENT", "SETNAME", name)) }
    }

    private mutating func selectDatabase() throws(RedisError) {
        do throws(RedisError) {
            _ = try call(RedisCommand("SELECT", String(configuration.database)))
        } catch {
            // The server has no such database, or none but 0; who may not log in hears that instead.
            guard error.isServer("ERR") else { throw error }
            throw RedisError(
                .connectFailed, "can't use database \(configuration.database) of \(configuration): \(error)")
        }
    }

    // MARK: Bytes

    private mutating func send(by deadline: ContinuousClock.Instant) throws(RedisError) {
        var sent = 0
        while sent < outgoing.count {
            let descriptor = unsafe context.pointee.fd
            let count = unsafe outgoing.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent,
                    Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count > 0 {
                sent += count
            } else if count < 0, errno == EAGAIN {
                try wait(for: Int16(POLLOUT), by: deadline)
            } else if count >= 0 || errno != EINTR {
                throw lost(errno)
            }
        }
        outgoing.removeAll(keepingCapacity: outgoing.count <= 1 << 22)
    }

    private mutating func fill(by deadline: ContinuousClock.Instant) throws(RedisError) {
        while true {
            try wait(for: Int16(POLLIN), by: deadline)
            let descriptor = unsafe context.pointee.fd
            let count = unsafe incoming.withUnsafeMutableBytes { buffer in
                unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            }
            if count > 0 {
                var scanner = scanner
                do throws(RedisError) {
                    try scanner.scan(incoming.span.extracting(first: count))
                } catch {
                    throw error.naming(awaitedName)
                }
                self.scanner = scanner
                let status = unsafe incoming.withUnsafeBytes { buffer in
                    unsafe redisReaderFeed(
                        context.pointee.reader, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), count)
                }
                guard status == REDIS_OK else { throw violation() }
                return
            }
            if count == 0 { throw lost(0) }
            if errno != EAGAIN, errno != EINTR { throw lost(errno) }
        }
    }

    private func parsed() throws(RedisError) -> RedisReply? {
        var object: UnsafeMutableRawPointer?
        guard unsafe redisReaderGetReply(context.pointee.reader, &object) == REDIS_OK else { throw violation() }
        guard let object = unsafe object else { return nil }
        return unsafe RedisReply(adopting: object.assumingMemoryBound(to: redisReply.self))
    }

    private func wait(for events: Int16, by deadline: ContinuousClock.Instant) throws(RedisError) {
        while true {
            var entries = [
                pollfd(fd: unsafe context.pointee.fd, events: events, revents: 0),
                pollfd(fd: interrupt?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            let left = deadline - .now
            guard left > .zero else {
                throw RedisError(.timedOut, "\(configuration) did not answer \(awaitedName) in time")
            }
            let milliseconds = Int32(clamping: Int((left / .milliseconds(1)).rounded(.up)))
            let result = unsafe entries.withUnsafeMutableBufferPointer { buffer in
                unsafe poll(buffer.baseAddress, 2, milliseconds)
            }
            if result > 0 {
                if entries[0].revents != 0 { return }
                throw RedisError(.interrupted, "waiting for \(awaitedName) of \(configuration) was interrupted")
            }
            if result < 0, errno != EINTR { throw lost(errno) }
        }
    }

    private var awaitedName: String { nextAwaited < awaited.count ? awaited[nextAwaited] : "a reply" }

    private func lost(_ code: Int32) -> RedisError {
        let reason = code == 0 ? "the server closed the connection" : unsafe String(cString: strerror(code))
        return RedisError(.connectionLost, "lost \(configuration) during \(awaitedName): \(reason)")
    }

    private func violation() -> RedisError {
        let reason = unsafe String(cString: chiredis_reader_error(context))
        return RedisError(
            .protocolViolation, "\(configuration) answered \(awaitedName) with bytes that are no reply: \(reason)")
    }
}

extension RedisError {
    fileprivate func naming(_ command: String) -> RedisError { RedisError(kind, "\(command): \(description)") }
}

extension Duration {
    fileprivate var timeval: Glibc.timeval {
        let (seconds, attoseconds) = components
        return Glibc.timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
