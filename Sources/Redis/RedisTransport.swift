/// The way of bytes to one address and back, in the clear or under TLS. Nothing blocks but `wait`, which has a deadline
/// and can be interrupted.
///
/// Owned by the thread that owns the connection.
struct RedisTransport: ~Copyable {
    private let socket: RedisSocket
    /// Nil in the clear.
    private var session: TLSSession?
    /// What is sealed; it waits from `sealedStart` on. At most one part of a session and what TLS answers by itself.
    private var sealed: [UInt8] = []
    private var sealedStart = 0
    /// Room for what comes sealed.
    private var arrived: [UInt8]

    /// Connects to the one server or unix socket of `configuration`, within its connect timeout.
    static func open(
        _ configuration: RedisConfiguration, _ interrupt: Interrupt?
    ) throws(RedisError) -> RedisTransport {
        let deadline = ContinuousClock.now + configuration.connectTimeout
        // Bad files are told before anything is sent.
        let session = try makeSession(configuration)
        let socket = try RedisSocket(connecting: configuration, interrupt)
        var transport = RedisTransport(socket, session)
        try transport.shakeHands(by: deadline)
        return transport
    }

    private init(_ socket: consuming RedisSocket, _ session: consuming TLSSession?) {
        arrived = session == nil ? [] : Array(repeating: 0, count: 1 << 16)
        self.socket = socket
        self.session = session
    }

    deinit {
        guard sealedStart == sealed.count, let bytes = session?.goodbye() else { return }
        // A server that can't be told sees the socket closed.
        _ = try? socket.send(bytes, from: 0, during: "the end")
    }

    // MARK: Bytes

    /// True while sealed bytes wait; `send`, also without bytes, sends them on.
    var holdsUnsent: Bool { sealedStart < sealed.count }

    /// Takes and sends as many of the bytes from `start` on as go without waiting and returns how many it took.
    ///
    /// `command` names what is going on in the message of an error; so it does below.
    mutating func send(_ bytes: [UInt8], from start: Int, during command: String) throws(RedisError) -> Int {
        guard session != nil else { return try socket.send(bytes, from: start, during: command) }
        var next = start
        do throws(RedisError) {
            while try flush(during: command), next < bytes.count {
                next += try session?.seal(bytes, from: next, during: command) ?? 0
            }
        } catch {
            // Who no longer reads may have said why.
            var rest = [UInt8](repeating: 0, count: 1 << 12)
            for _ in 0..<64 {
                guard try receive(into: &rest, during: command) > 0 else { break }
            }
            throw error
        }
        return next - start
    }

    /// Takes what has arrived into the front of `buffer` and returns how many bytes it is: 0 when nothing has, or only
    /// bytes that concern TLS itself.
    mutating func receive(into buffer: inout [UInt8], during command: String) throws(RedisError) -> Int {
        guard session != nil else { return try socket.receive(into: &buffer, during: command) }
        var count = try session?.open(into: &buffer, during: command) ?? 0
        if count == 0 {
            try feed(during: command)
            count = try session?.open(into: &buffer, during: command) ?? 0
        }
        // TLS may have answered by itself.
        if count == 0 { _ = try flush(during: command) }
        return count
    }

    /// What `wait` waits for.
    enum Direction {
        case reading
        case readingOrWriting
    }

    /// Waits until bytes can go that way; true when some can be received, or an error.
    @discardableResult
    mutating func wait(
        for direction: Direction, by deadline: ContinuousClock.Instant, during command: String
    ) throws(RedisError) -> Bool {
        if session?.mayHoldInput == true, deadline > .now { return true }
        return try socket.wait(
            orToWrite: direction == .readingOrWriting || holdsUnsent, by: deadline, during: command)
    }

    /// Sends what is sealed; true when nothing is left of it.
    private mutating func flush(during command: String) throws(RedisError) -> Bool {
        session?.takeSealed(into: &sealed)
        sealedStart += try socket.send(sealed, from: sealedStart, during: command)
        guard sealedStart == sealed.count else { return false }
        sealed.removeAll(keepingCapacity: true)
        sealedStart = 0
        return true
    }

    private mutating func feed(during command: String) throws(RedisError) {
        let count = try socket.receive(into: &arrived, during: command)
        if count > 0 { session?.feed(arrived, count) }
    }

    // MARK: The handshake

    private static func makeSession(_ configuration: RedisConfiguration) throws(RedisError) -> TLSSession? {
        guard let tls = configuration.tls else { return nil }
        guard case .server(let address) = configuration.endpoint else {
            throw RedisError(.connectFailed, "can't connect to \(configuration): TLS needs a host's address")
        }
        do throws(TLSSettingError) {
            return try TLSSession.make(tls, host: address.host, peer: configuration.description)
        } catch {
            throw RedisError(.connectFailed, "can't connect to \(configuration): \(error)")
        }
    }

    private mutating func shakeHands(by deadline: ContinuousClock.Instant) throws(RedisError) {
        let step = "the TLS handshake"
        do throws(RedisError) {
            while try session?.handshake() == false {
                _ = try flush(during: step)
                if try socket.wait(orToWrite: holdsUnsent, by: deadline, during: step) { try feed(during: step) }
            }
            _ = try flush(during: step)
        } catch {
            switch error.kind {
            case .timedOut, .connectionLost:
                throw RedisError(.connectFailed, "\(error); does this port speak TLS? redis:// is for one in the clear")
            default:
                // The server learns why, as far as that goes without waiting.
                _ = try? flush(during: step)
                throw error
            }
        }
    }
}
