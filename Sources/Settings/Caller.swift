import Glibc

/// Who runs this program: shown with the versions that they publish.
package enum Caller {
    /// Such as `ada@build-7`.
    package static var name: String {
        var host = [CChar](repeating: 0, count: 256)
        let isNamed = unsafe gethostname(&host, host.count - 1) == 0
        let hostName = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let user = ProcessEnvironment.current["USER"] ?? "uid \(getuid())"
        return user + "@" + (isNamed ? hostName : "?")
    }
}
