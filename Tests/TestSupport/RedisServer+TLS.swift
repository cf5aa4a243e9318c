extension RedisServer {
    /// A server that also speaks TLS, on a free port of 127.0.0.1.
    package static func secured(
        by certificates: Certificates, _ issued: Certificates.Issued, asksClients: Bool = false,
        _ arguments: [String] = []
    ) throws -> (server: RedisServer, port: Int) {
        // Another process may take the port before the server does.
        for _ in 0..<4 {
            let port = try Loopback.freePort()
            let server = try? RedisServer(
                [
                    "--bind", "127.0.0.1", "--tls-port", String(port), "--tls-cert-file", issued.certificate,
                    "--tls-key-file", issued.key, "--tls-ca-cert-file", certificates.authority, "--tls-auth-clients",
                    asksClients ? "yes" : "no",
                ] + arguments)
            if let server { return (server, port) }
        }
        throw TestFailure("no Redis with TLS starts")
    }
}
