import Checksum

/// A login that a cookie carries: who, until when, and a signature. Any replica and any later process knows it; it ends with
/// its time, with the holder's token, or where it was logged out of (`EndedSessions`).
struct Session: Sendable, Equatable {
    let name: String
    /// Seconds since 1970.
    let end: Int
    /// Of this login alone.
    let nonce: String

    /// A working day.
    static let life = 12 * 3600
    private static let longest = 512

    init(of name: String, at now: Int) {
        self.name = name
        end = now + Self.life
        nonce = SHA256.hex(digest: (0..<16).map { _ in UInt8.random(in: .min ... .max) })
    }

    /// Nil unless the cookie was made with the holder's token and is not over.
    init?(cookie: String, of tokens: TokenList, at now: Int) {
        // A name has dots, so the other three parts are taken from the end.
        guard cookie.utf8.count <= Self.longest else { return nil }
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, let end = Int(parts[parts.count - 3]) else { return nil }
        name = parts.dropLast(3).joined(separator: ".")
        self.end = end
        nonce = String(parts[parts.count - 2])
        guard let key = tokens.key(ofHolder: name), (now..<now + Self.life + 1).contains(end),
            SecretComparison.areEqual(Array(signature(key).utf8), Array(parts[parts.count - 1].utf8))
        else { return nil }
    }

    func cookie(signedBy tokens: TokenList) -> String? {
        tokens.key(ofHolder: name).map { body + "." + signature($0) }
    }

    /// What a form of this session carries, and no other session's form.
    func formToken(_ tokens: TokenList) -> String? {
        tokens.key(ofHolder: name).map { Self.sign("form " + body, $0) }
    }

    private var body: String { "\(name).\(end).\(nonce)" }

    private func signature(_ key: [UInt8]) -> String { Self.sign("session " + body, key) }

    private static func sign(_ text: String, _ key: [UInt8]) -> String {
        SHA256.hex(digest: SHA256.authentication(of: Array(text.utf8), key: key))
    }
}
