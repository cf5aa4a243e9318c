/// The host and port of an address, as `Host` and `Origin` name them.
struct Authority: Sendable, Equatable {
    /// In lower case; an IPv6 address without its brackets.
    let host: String
    let port: Int?

    /// `name`, `name:80`, `[::1]:80`; nil for anything else.
    init?(_ text: String) {
        guard text.utf8.count <= 300 else { return nil }
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end].lowercased()
            rest = text[text.index(after: end)...]
        } else {
            let name = text.prefix { $0 != ":" }
            host = name.lowercased()
            rest = text[name.endIndex...]
        }
        guard !host.isEmpty, host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".-_:".contains($0)) })
        else { return nil }
        if rest.isEmpty {
            port = nil
        } else {
            guard rest.hasPrefix(":"), let number = UInt16(rest.dropFirst()) else { return nil }
            port = Int(number)
        }
    }

    /// Of `Origin`: nil for `null` and for what no browser shows a page from.
    init?(origin: String) {
        guard let scheme = Self.schemes.first(where: { origin.hasPrefix($0.key) }),
            let authority = Authority(String(origin.dropFirst(scheme.key.count)))
        else { return nil }
        host = authority.host
        port = authority.port ?? scheme.value
    }

    private static let schemes = ["https://": 443, "http://": 80]

    /// Whether a page of `origin` is one of the server that is reached as this; a port that is left out is the scheme's.
    func isOrigin(_ origin: String) -> Bool {
        guard let other = Authority(origin: origin), other.host == host else { return false }
        return other.port == (port ?? (origin.hasPrefix("https://") ? 443 : 80))
    }

    var isLoopback: Bool { host == "localhost" || host == "::1" || Self.isLoopbackAddress(host) }

    private static func isLoopbackAddress(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
