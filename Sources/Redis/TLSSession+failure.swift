import COpenSSL

/// Sentences for what went wrong. Each leaves this thread's error queue empty.
extension TLSSession {
    func handshakeFailure() -> RedisError {
        defer { ERR_clear_error() }
        return RedisError(.connectFailed, "can't connect to \(peer): \(handshakeReason(.first))")
    }

    /// A server of TLS 1.3 tells only after the handshake that it refuses this side's certificate.
    func failure(during command: String) -> RedisError {
        let error = OpenSSLError.first
        defer { ERR_clear_error() }
        if let refusal = certificateRefusal(error) {
            return RedisError(.connectFailed, "can't connect to \(peer): \(refusal)")
        }
        return RedisError(.connectionLost, "lost \(peer) during \(command): TLS failed: \(error.text)")
    }

    private func handshakeReason(_ error: OpenSSLError) -> String {
        if let refusal = certificateRefusal(error) { return refusal }
        switch error.reasonInTLS {
        case SSL_R_CERTIFICATE_VERIFY_FAILED: return distrust(Int32(unsafe SSL_get_verify_result(session)))
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_PACKET_LENGTH_TOO_LONG, SSL_R_HTTP_REQUEST:
            return "the server speaks no TLS on this port; give the port of TLS, or redis:// for one in the clear"
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return "the server speaks no TLS from version 1.2 on; update it"
        default: return "the TLS handshake failed: \(error.text)"
        }
    }

    /// Nil when this side's certificate is not what the server complains of.
    private func certificateRefusal(_ error: OpenSSLError) -> String? {
        switch error.reasonInTLS {
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
            guard configuration.certificate == nil else { return nil }
            return "the server asks for a certificate of this side; give --redis-cert and --redis-key"
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE,
            SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
            SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, SSL_R_TLSV1_ALERT_UNKNOWN_CA, SSL_R_TLSV1_ALERT_ACCESS_DENIED,
            SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
            let file = configuration.certificate ?? "none"
            return "the server refuses this side's certificate (\(file)): \(error.text); give one that an authority of "
                + "the server signed with --redis-cert and --redis-key"
        default: return nil
        }
    }

    // MARK: The server's certificate

    private func distrust(_ code: Int32) -> String {
        let chain = unsafe SSL_get0_verified_chain(session)
        let certificates: [OpaquePointer] = unsafe (0..<copenssl_chain_length(chain)).map {
            unsafe copenssl_chain_certificate(chain, $0)
        }
        let leaf = unsafe certificates.first
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            let expired = unsafe certificates.first { unsafe X509_cmp_current_time(X509_get0_notAfter($0)) < 0 } ?? leaf
            return "the certificate of \(unsafe Self.subject(expired)) expired on "
                + "\(unsafe Self.date(X509_get0_notAfter(expired))); renew it"
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return
                "the certificate of \(unsafe Self.subject(leaf)), or that of its authority, is not valid yet; check the "
                + "clocks of both sides"
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            return
                "the server's certificate is for \(unsafe Self.names(leaf)) and not for \(serverName); connect by one "
                + "of its names, or give one with --redis-server-name"
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_CERT_SIGNATURE_FAILURE:
            let trusted = configuration.authorities.map { "none in \($0)" } ?? "none that the system trusts"
            return "no authority that is trusted (\(trusted)) signed the certificate of \(unsafe Self.subject(leaf)); "
                + "name the authority's file with --redis-ca"
        default:
            let text = unsafe String(cString: X509_verify_cert_error_string(Int(code)))
            return "the certificate of \(unsafe Self.subject(leaf)) can't be trusted: \(text)"
        }
    }

    private static func subject(_ certificate: OpaquePointer?) -> String {
        guard let certificate = unsafe certificate else { return "the server" }
        return unsafe printed { unsafe X509_NAME_print_ex($0, X509_get_subject_name(certificate), 0, 0) }
    }

    /// The names and addresses that the certificate is for.
    private static func names(_ certificate: OpaquePointer?) -> String {
        guard let certificate = unsafe certificate else { return "another name" }
        let index = unsafe X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1)
        guard let list = unsafe X509_get_ext(certificate, index) else { return unsafe subject(certificate) }
        return unsafe printed { unsafe X509V3_EXT_print($0, list, 0, 0) }
    }

    private static func date(_ time: UnsafePointer<ASN1_TIME>?) -> String {
        unsafe printed { unsafe ASN1_TIME_print($0, time) }
    }

    /// What OpenSSL prints, without what a hostile certificate could do to a terminal or a log.
    private static func printed(_ print: (OpaquePointer) -> Int32) -> String {
        guard let memory = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free_all(memory) }
        _ = unsafe print(memory)
        var bytes = [UInt8](repeating: 0, count: 300)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe BIO_read(memory, $0.baseAddress, Int32($0.count)) }
        return String(
            decoding: bytes.prefix(max(0, Int(count))).map { (0x20..<0x7f).contains($0) ? $0 : 0x3f }, as: UTF8.self)
    }
}
