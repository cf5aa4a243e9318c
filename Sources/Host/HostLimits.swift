import Files
import Glibc

/// What this process may use of its machine, a container's limits respected, and what it uses: cores and memory.
package enum HostLimits {
    /// Cores that the affinity mask and the cgroup's quota leave; at least 1.
    package static var usableCores: Int {
        let allowed = words(of: "/proc/self/status").drop { $0 != "Cpus_allowed_list:" }.dropFirst().first
        let count = allowed.flatMap { cores(inList: $0) } ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let version1 = ["cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us"]
        return min(count, quota(groupWords("cpu.max", version1: version1)) ?? count)
    }

    /// How many a list such as `0-3,8` names; nil when it is none.
    static func cores(inList list: String) -> Int? {
        var count = 0
        for part in list.split(separator: ",") {
            let ends = part.split(separator: "-").map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last else {
                return nil
            }
            count += last - first + 1
        }
        return count > 0 ? count : nil
    }

    /// Bytes: the cgroup's limit, else the machine's memory.
    package static var memory: Int {
        let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        let limit = groupWords("memory.max", version1: ["memory/memory.limit_in_bytes"]).first.flatMap { Int($0) }
        return min(machine, limit ?? machine)
    }

    /// Bytes of this process that are in memory.
    package static var residentBytes: Int {
        let pages = words(of: "/proc/self/statm").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    /// The most bytes of this process that were in memory at one time.
    package static var peakBytes: Int {
        // In units of 1024 bytes, which the file calls kB.
        (words(of: "/proc/self/status").drop { $0 != "VmHWM:" }.dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }

    /// The microseconds of CPU time in each period; `max` or -1 is no quota. A part of a core counts as one.
    static func quota(_ words: [String]) -> Int? {
        guard words.count == 2, let time = Double(words[0]), let period = Double(words[1]),
            time > 0, period > 0
        else {
            return nil
        }
        return max(1, Int((time / period).rounded(.up)))
    }

    /// What a file of this process's cgroup says, or those of version 1 of cgroups; empty when there is no limit.
    ///
    /// A unit of systemd finds its group by the path that the kernel names; a container sees its own as the root.
    private static func groupWords(_ file: String, version1: [String]) -> [String] {
        let root = "/sys/fs/cgroup/"
        let path = groupPath(words(of: "/proc/self/cgroup"))
        for folder in [root + path + "/", root] {
            let found = words(of: folder + file)
            if !found.isEmpty { return found }
        }
        return version1.flatMap { words(of: root + $0) }
    }

    /// The path after `0::/`, the line of version 2.
    static func groupPath(_ lines: [String]) -> Substring {
        lines.first { $0.hasPrefix("0::/") }?.dropFirst(4) ?? ""
    }

    private static func words(of path: String) -> [String] {
        guard let bytes = try? FileBytes.read(path, limit: 1 << 16) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
