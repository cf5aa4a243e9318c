import COpenSSL

/// One side of a TLS connection as a machine from bytes to bytes: it knows no socket and never waits.
///
/// Both of its ends are memory: OpenSSL never writes to the socket, where it could raise SIGPIPE, and never has to be
/// called again with the same buffer after a partial write. Chain and name of the server are always verified.
@safe
struct TLSSession: ~Copyable {
    let session: OpaquePointer
    /// What has come from the server, and what goes there; the session's, both bounded by what the caller puts in.
    private let input: OpaquePointer
    private let output: OpaquePointer
    /// The name that the server must have.
    let serverName: String
    let configuration: TLSConfiguration
    /// Where the server is, for messages.
    let peer: String
    /// False when nothing can be read before more is fed. `poll` does not see what has been fed already.
    private(set) var mayHoldInput = true

    /// Most bytes that are sealed at once.
    private static let largestPart = 1 << 17

    /// `host` is the name or the IP address that is connected to.
    static func make(
        _ configuration: TLSConfiguration, host: String, peer: String
    ) throws(TLSSettingError) -> TLSSession {
        let context = try TLSContext(configuration)
        let session = TLSSession(context, configuration, host: host, peer: peer)
        try session.expectServerName()
        return session
    }

    private init(_ context: borrowing TLSContext, _ configuration: TLSConfiguration, host: String, peer: String) {
        guard let input = unsafe BIO_new(BIO_s_mem()), let output = unsafe BIO_new(BIO_s_mem()) else {
            preconditionFailure("out of memory for a TLS session")
        }
        unsafe session = unsafe context.makeSession()
        unsafe self.input = input
        unsafe self.output = output
        unsafe SSL_set_bio(session, input, output)
        unsafe SSL_set_connect_state(session)
        self.configuration = configuration
        self.peer = peer
        serverName = configuration.serverName ?? host
    }

    deinit { unsafe SSL_free(session) }

    /// An IP address is looked for among the certificate's addresses, and is no name to ask the server for.
    private func expectServerName() throws(TLSSettingError) {
        unsafe SSL_set_hostflags(session, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), serverName) == 1 { return }
        defer { ERR_clear_error() }
        // To OpenSSL an empty name means: any.
        guard !serverName.isEmpty, unsafe SSL_set1_host(session, serverName) == 1,
            unsafe copenssl_set_server_name(session, serverName) == 1
        else {
            throw TLSSettingError(
                setting: .serverName,
                description:
                    "'\(serverName)' is no name of a server; expected a host name of at most 255 bytes or an IP "
                    + "address")
        }
    }

    // MARK: Bytes

    /// Goes on with the handshake; true when it is done.
    mutating func handshake() throws(RedisError) -> Bool {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(session)
        if result == 1 { return true }
        guard unsafe SSL_get_error(session, result) == SSL_ERROR_WANT_READ else { throw handshakeFailure() }
        return false
    }

    /// Seals some of the bytes from `start` on and returns how many.
    mutating func seal(_ bytes: [UInt8], from start: Int, during command: String) throws(RedisError) -> Int {
        let part = start..<min(bytes.count, start + Self.largestPart)
        var count = 0
        ERR_clear_error()
        let result = unsafe bytes.span.extracting(part).withUnsafeBytes { buffer in
            unsafe SSL_write_ex(session, buffer.baseAddress, buffer.count, &count)
        }
        guard result == 1 else { throw failure(during: command) }
        return count
    }

    /// Moves what was sealed, and answers that TLS gives by itself, to the end of `bytes`.
    mutating func takeSealed(into bytes: inout [UInt8]) {
        let count = unsafe BIO_ctrl_pending(output)
        guard count > 0 else { return }
        bytes += unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = Int(unsafe BIO_read(output, buffer.baseAddress, Int32(count)))
        }
    }

    /// Takes the first `count` bytes, which the server sent. Feed more only when nothing is left to be opened, so that they don't pile up.
    mutating func feed(_ bytes: [UInt8], _ count: Int) {
        mayHoldInput = true
        let stored = unsafe bytes.withUnsafeBytes { unsafe BIO_write(input, $0.baseAddress, Int32(count)) }
        precondition(Int(stored) == count, "out of memory for what a server sent")
    }

    /// Opens what was fed into the front of `buffer` and returns how many bytes it is: 0 when more must be fed.
    mutating func open(into buffer: inout [UInt8], during command: String) throws(RedisError) -> Int {
        var count = 0
        ERR_clear_error()
        let result = unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe SSL_read_ex(session, buffer.baseAddress, buffer.count, &count)
        }
        if result == 1 { return count }
        switch unsafe SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ:
            mayHoldInput = false
            return 0
        case SSL_ERROR_ZERO_RETURN:
            throw RedisError(.connectionLost, "lost \(peer) during \(command): the server closed the connection")
        default: throw failure(during: command)
        }
    }

    /// The bytes that tell the server that nothing more comes; none when the handshake was not done.
    func goodbye() -> [UInt8] {
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard unsafe SSL_is_init_finished(session) == 1, unsafe SSL_shutdown(session) >= 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe BIO_read(output, $0.baseAddress, Int32($0.count)) }
        return Array(bytes.prefix(max(0, Int(count))))
    }
}
