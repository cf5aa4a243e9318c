import COpenSSL

/// The files of a `TLSConfiguration`, read and understood.
///
/// Made for each connection, so that a certificate that was renewed is used by the next one.
@safe
struct TLSContext: ~Copyable {
    private let context: OpaquePointer

    init(_ configuration: TLSConfiguration) throws(TLSSettingError) {
        // Without the handler that frees OpenSSL's memory at exit, while other threads still use it.
        _ = OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else {
            preconditionFailure("out of memory for a TLS context")
        }
        unsafe self.context = context
        precondition(unsafe copenssl_restrict(context) == 1, "this OpenSSL has no TLS 1.2")
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        // A program that serves has nobody who could type a passphrase.
        unsafe SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
        try load(configuration)
    }

    deinit { unsafe SSL_CTX_free(context) }

    /// An `SSL` to be freed by the caller, which keeps what it needs of this context.
    func makeSession() -> OpaquePointer {
        guard let session = unsafe SSL_new(context) else { preconditionFailure("out of memory for a TLS session") }
        return unsafe session
    }

    private func load(_ configuration: TLSConfiguration) throws(TLSSettingError) {
        ERR_clear_error()
        defer { ERR_clear_error() }
        if let file = configuration.authorities {
            guard unsafe SSL_CTX_load_verify_locations(context, file, nil) == 1 else {
                throw failure(.authorities, "can't read authorities from \(file)", "certificates in PEM")
            }
        } else {
            precondition(unsafe SSL_CTX_set_default_verify_paths(context) == 1, "out of memory for authorities")
        }
        if let file = configuration.certificate {
            guard unsafe SSL_CTX_use_certificate_chain_file(context, file) == 1 else {
                throw failure(.certificate, "can't read a certificate from \(file)", "a certificate in PEM")
            }
        }
        if let file = configuration.key {
            guard unsafe SSL_CTX_use_PrivateKey_file(context, file, SSL_FILETYPE_PEM) == 1 else {
                throw failure(
                    .key, "can't use the private key in \(file)",
                    "the key of the certificate, in PEM and without a passphrase")
            }
        }
    }

    private func failure(_ setting: TLSSettingError.Setting, _ what: String, _ expected: String) -> TLSSettingError {
        TLSSettingError(setting: setting, description: "\(what): \(OpenSSLError.first.text); expected \(expected)")
    }
}

extension TLSConfiguration {
    /// Reads the files and the name as each connection does; throws what would make every connection fail.
    package func check() throws(TLSSettingError) { _ = try TLSSession.make(self, host: "localhost", peer: "") }
}
