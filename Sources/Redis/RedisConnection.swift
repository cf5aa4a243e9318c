import CHiredis
import Glibc

/// One connection, owned by the thread that made it.
///
/// hiredis parses replies, into storage of our own; the bytes go through a transport of our own, so that every wait has a
/// deadline, can be interrupted, and sees a reply's length before it is stored.
@safe
package struct RedisConnection: ~Copyable {
    /// What was asked for; opening it again finds the server that serves it then.
    package let configuration: RedisConfiguration
    /// The one server that it led to.
    let node: RedisConfiguration
    /// Its URL without the login.
    package var server: String { node.description }
    let interrupt: Interrupt?
    /// Shorter while the connection is being opened.
    var commandTimeout: Duration
    private var transport: RedisTransport
    private let reader: UnsafeMutablePointer<redisReader>
    private let replies: ReplyBuilder
    private var scanner: ReplyScanner
    private var outgoing: [UInt8] = []
    private var incoming: [UInt8]
    /// Names of the commands that were sent and not answered, for messages.
    private var awaited: [String] = []
    private var nextAwaited = 0
    /// SHA-1 of the scripts this connection has loaded, by name.
    var scriptHashes: [String: String] = [:]

    /// Connects to one server and logs in. Blocks for at most the connect timeout and three commands of `node`.
    static func open(
        at node: RedisConfiguration, of configuration: RedisConfiguration, _ interrupt: Interrupt?
    ) throws(RedisError) -> RedisConnection {
        var connection = try RedisConnection(connecting: node, of: configuration, interrupt)
        try connection.logIn()
        return connection
    }

    private init(
        connecting node: RedisConfiguration, of configuration: RedisConfiguration, _ interrupt: Interrupt?
    ) throws(RedisError) {
        let transport = try RedisTransport.open(node, interrupt)
        let replies = ReplyBuilder()
        guard let reader = unsafe replies.makeReader() else {
            throw RedisError(.connectFailed, "can't connect to \(node): out of memory")
        }
        self.transport = transport
        self.node = node
        self.interrupt = interrupt
        commandTimeout = node.commandTimeout
        unsafe self.reader = unsafe reader
        self.replies = replies
        self.configuration = configuration
        scanner = ReplyScanner(maximumBulkLength: configuration.maximumBulkLength)
        incoming = Array(repeating: 0, count: 1 << 17)
        // Keep the parser's buffer between replies: a batch comes every few milliseconds.
        unsafe reader.pointee.maxbuf = 1 << 21
    }

    deinit { unsafe redisReaderFree(reader) }

    // MARK: Commands

    /// Adds a command to the pipeline; nothing is sent yet.
    package mutating func append(_ command: RedisCommand) throws(RedisError) {
        guard command.argumentCount <= RedisCommand.maximumArguments else {
            throw RedisError(
                .protocolViolation, "\(command.name) has too many arguments, \(command.argumentCount), for \(node)")
        }
        outgoing.append(contentsOf: command.header)
        outgoing.append(contentsOf: command.bytes)
        awaited.append(command.name)
    }

    /// The next reply of the pipeline, sending what waits first. An error of the server is a reply here.
    /// `blocking` is how long the server itself may block on the command; it is added to the command timeout.
    package mutating func receive(blocking: Duration = .zero) throws(RedisError) -> RedisReply {
        let deadline = ContinuousClock.now + commandTimeout + blocking
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
    ///
    /// A key that has left for another node, while its slot is being moved there, is followed.
    package mutating func call(_ command: RedisCommand, blocking: Duration = .zero) throws(RedisError) -> RedisReply {
        try append(command)
        let reply = try receive(blocking: blocking)
        guard let error = reply.error else { return reply }
        if let address = asked(by: reply, command) { return try follow(command, to: address, blocking: blocking) }
        throw error.naming(command.name)
    }

    /// Whether the server has closed the connection. No reply may be outstanding; nothing is sent.
    package mutating func isClosed() -> Bool {
        precondition(awaited.isEmpty, "a reply of the pipeline is not received yet")
        do throws(RedisError) {
            try take()
            return false
        } catch {
            return true
        }
    }

    // MARK: Login

    private mutating func logIn() throws(RedisError) {
        if let password = configuration.password {
            var command = RedisCommand("AUTH")
            if let user = configuration.user { command.append(user) }
            command.append(password)
            do throws(RedisError) { _ = try call(command) } catch {
                // A server without a password refuses every login.
                guard error.isServer("ERR") else { throw error }
                throw RedisError(.connectFailed, "can't log in to \(node): \(error)")
            }
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
                .connectFailed, "can't use database \(configuration.database) of \(node): \(error)")
        }
    }

    // MARK: Bytes

    private mutating func send(by deadline: ContinuousClock.Instant) throws(RedisError) {
        let command = awaitedName
        if !outgoing.isEmpty { configuration.traffic?.noteSent(outgoing.count) }
        var sent = 0
        while true {
            sent += try transport.send(outgoing, from: sent, during: command)
            if sent == outgoing.count, !transport.holdsUnsent { break }
            // A server whose replies nobody takes may read no more.
            if try transport.wait(for: .readingOrWriting, by: deadline, during: command) { try take() }
        }
        outgoing.removeAll(keepingCapacity: outgoing.count <= 1 << 22)
    }

    private mutating func fill(by deadline: ContinuousClock.Instant) throws(RedisError) {
        let command = awaitedName
        repeat {
            try transport.wait(for: .reading, by: deadline, during: command)
        } while try !take()
    }

    /// Gives the parser what has arrived; false when nothing has.
    @discardableResult
    private mutating func take() throws(RedisError) -> Bool {
        let command = awaitedName
        let count = try transport.receive(into: &incoming, during: command)
        guard count > 0 else { return false }
        configuration.traffic?.noteReceived(count)
        var scanner = scanner
        do throws(RedisError) {
            try scanner.scan(incoming.span.extracting(first: count))
        } catch {
            throw error.naming(command)
        }
        self.scanner = scanner
        let status = unsafe incoming.withUnsafeBytes { buffer in
            unsafe redisReaderFeed(reader, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), count)
        }
        guard status == REDIS_OK else { throw violation() }
        return true
    }

    private func parsed() throws(RedisError) -> RedisReply? {
        var object: UnsafeMutableRawPointer?
        guard unsafe redisReaderGetReply(reader, &object) == REDIS_OK else { throw violation() }
        return unsafe object == nil ? nil : replies.take()
    }

    private var awaitedName: String { nextAwaited < awaited.count ? awaited[nextAwaited] : "a reply" }

    private func violation() -> RedisError {
        let reason = unsafe String(cString: chiredis_reader_error(reader))
        return RedisError(
            .protocolViolation, "\(node) answered \(awaitedName) with bytes that are no reply: \(reason)")
    }
}

extension RedisError {
    func naming(_ command: String) -> RedisError { RedisError(kind, "\(command): \(description)") }
}
