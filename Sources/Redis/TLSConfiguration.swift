/// How the server proves who it is, and how this side does. Files are PEM.
package struct TLSConfiguration: Sendable, Equatable {
    /// The authorities to trust; nil for the system's.
    package var authorities: String?
    /// This side's certificate chain and its private key.
    package var certificate: String?
    package var key: String?
    /// The name that the server's certificate must hold, and that is sent to the server; nil for the host that is connected to.
    package var serverName: String?

    package init(
        authorities: String? = nil, certificate: String? = nil, key: String? = nil, serverName: String? = nil
    ) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
        self.serverName = serverName
    }
}
