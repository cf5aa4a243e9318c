import Glibc

/// Who this process is, the same for all its models.
package struct WorkerIdentity: Sendable {
    /// 32 hexadecimal digits, new for every process.
    package let id: String
    package let host: String
    package let processID: Int
    /// Milliseconds since 1970, by this host's clock: for people only.
    package let startedAt: Int

    package init() {
        var random = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        id = String((0..<32).map { _ in digits[Int.random(in: 0..<16, using: &random)] })
        var name = [CChar](repeating: 0, count: 256)
        // The last byte stays 0, also when a long name was cut.
        _ = unsafe gethostname(&name, name.count - 1)
        host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        processID = Int(getpid())
        startedAt = time(nil) * 1000
    }
}
