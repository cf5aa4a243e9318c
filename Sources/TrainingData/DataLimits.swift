import Glibc

/// What a reading may take at most.
package struct DataLimits: Sendable {
    /// Bytes of the table in memory: half of the machine's, so that the matrix made of it has room.
    package var memory = max(1 << 30, sysconf(Int32(_SC_PHYS_PAGES)) / 2 * sysconf(Int32(_SC_PAGESIZE)))
    /// gzip may grow to so many bytes whatever its size …
    package var expansionFloor = 1 << 30
    /// … and above that to so many times its size; deflate can reach 1 032, tables seldom reach 50.
    package var expansionRatio = 500

    package init() {}
}
