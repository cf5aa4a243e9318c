import Host

/// What a reading may take at most.
package struct DataLimits: Sendable {
    /// Bytes of the table in memory: half of what there is, so that the matrix made of it has room.
    package var memory = half
    /// gzip may grow to so many bytes whatever its size …
    package var expansionFloor = 1 << 30
    /// … and above that to so many times its size; deflate can reach 1 032, tables seldom reach 50.
    package var expansionRatio = 500

    /// Looked up once: it reads the files of every cgroup above the process.
    private static let half = HostLimits.memory / 2

    package init() {}
}
