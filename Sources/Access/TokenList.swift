import Checksum
import Files

/// The people who may come in, each by a token of their own. Holds digests: the tokens themselves are forgotten.
package struct TokenList: Sendable {
    private struct Holder: Sendable {
        let name: String
        let digest: [UInt8]
    }

    private let holders: [Holder]
    /// What a token of fewer characters could be guessed as.
    private static let shortest = 20
    private static let longest = 512
    private static let nameLength = 64
    private static let fileLimit = 256 << 10
    private static let namelessHolder = "operator"

    /// A line for each: `NAME TOKEN`, or the token alone; empty lines and those that start with `#` do not count.
    package init(file: String) throws(AccessError) {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(file, limit: Self.fileLimit) } catch {
            throw AccessError("\(error); it must have a line NAME TOKEN for each person")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AccessError("\(file) is no UTF-8 text")
        }
        try self.init(text: text, origin: file)
    }

    /// `origin` is where the text comes from, for messages, which never show a token.
    init(text: String, origin: String) throws(AccessError) {
        var holders: [Holder] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let token = words.last, !line.hasPrefix("#") else { continue }
            let place = "\(origin), line \(number + 1)"
            guard words.count <= 2 else {
                throw AccessError("\(place): expected NAME TOKEN, found \(words.count) words")
            }
            let name = words.count == 2 ? String(words[0]) : Self.namelessHolder
            guard name.utf8.count <= Self.nameLength, name.allSatisfy({ Self.isPlain($0) }) else {
                throw AccessError(
                    "\(place): a name has 1 to \(Self.nameLength) characters of A-Z a-z 0-9 _ . @ -")
            }
            guard (Self.shortest...Self.longest).contains(token.utf8.count),
                token.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
            else {
                throw AccessError(
                    "\(place): a token has \(Self.shortest) to \(Self.longest) printable ASCII characters; make one with"
                        + " openssl rand -hex 32")
            }
            guard !holders.contains(where: { $0.name == name }) else {
                throw AccessError("\(place): the name \(name) stands twice")
            }
            holders.append(Holder(name: name, digest: SHA256.digest(Array(token.utf8))))
        }
        guard !holders.isEmpty else { throw AccessError("\(origin) holds no token") }
        self.holders = holders
    }

    /// Whose token this is. Looks at every holder, whoever it is.
    func holder(ofToken token: String) -> String? {
        let digest = SHA256.digest(Array(token.utf8.prefix(Self.longest + 1)))
        var found: String?
        for holder in holders where SecretComparison.areEqual(holder.digest, digest) { found = holder.name }
        return found
    }

    /// What sessions of a holder are signed with: it ends with the token.
    func key(ofHolder name: String) -> [UInt8]? { holders.first { $0.name == name }?.digest }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_.@-".contains(character))
    }
}
