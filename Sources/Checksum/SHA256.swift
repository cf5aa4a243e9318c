import COpenSSL

/// SHA-256 by the system's OpenSSL.
package enum SHA256 {
    /// The 32 bytes of the digest of all `pieces`, one after another.
    package static func digest(_ pieces: [UInt8]...) -> [UInt8] {
        var hasher = Hasher()
        for piece in pieces { hasher.update(piece.span) }
        return hasher.finish()
    }

    /// Lower-case hexadecimal.
    package static func hex(_ bytes: [UInt8]) -> String { hex(digest: digest(bytes)) }

    package static func hex(digest: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A digest made piece by piece.
    @safe
    package struct Hasher: ~Copyable {
        private let context: OpaquePointer

        package init() {
            guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory for a digest") }
            unsafe self.context = context
            precondition(unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "this OpenSSL has no SHA-256")
        }

        deinit { unsafe EVP_MD_CTX_free(context) }

        package mutating func update(_ bytes: Span<UInt8>) {
            unsafe bytes.withUnsafeBytes { buffer in
                _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
            }
        }

        package consuming func finish() -> [UInt8] {
            var digest = [UInt8](repeating: 0, count: 32)
            _ = unsafe EVP_DigestFinal_ex(context, &digest, nil)
            return digest
        }
    }
}
