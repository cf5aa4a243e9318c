/// Where a server listens.
package struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    package let host: String
    /// 0 lets the system choose.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// From `HOST:PORT`; an IPv6 address may stand in brackets.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { return nil }
        self.init(host: host, port: Int(port))
    }

    /// As an address of the web has it.
    package var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

extension Setting where Value == ListenAddress {
    package static func address(_ name: String, default fallback: ListenAddress) -> Self {
        Setting(name, default: fallback, expected: expectedAddress(fallback)) { ListenAddress($0) }
    }
}

extension Setting where Value == ListenAddress? {
    /// `example` is shown to who gives something else.
    package static func optionalAddress(_ name: String, example: ListenAddress) -> Self {
        Setting(name, default: nil, expected: expectedAddress(example)) { text in ListenAddress(text).map { .some($0) }
        }
    }
}

private func expectedAddress(_ example: ListenAddress) -> String { "ADDRESS:PORT, such as \(example)" }
