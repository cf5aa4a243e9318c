import Files
import Glibc

/// What this process may use of its machine: cores and memory, a container's limits respected.
package enum HostLimits {
    /// Cores that the affinity mask and the cgroup's quota leave; at least 1.
    package static var usableCores: Int {
        let allowed = words(of: "/proc/self/status").drop { $0 != "Cpus_allowed_list:" }.dropFirst().first
        let count = allowed.flatMap { cores(inList: $0) } ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return min(count, quota(words(of: "/sys/fs/cgroup/cpu.max")) ?? count)
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
        return min(machine, words(of: "/sys/fs/cgroup/memory.max").first.flatMap { Int($0) } ?? machine)
    }

    /// Bytes of this process that are in memory.
    static var residentBytes: Int {
        let pages = words(of: "/proc/self/statm").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    /// `cpu.max` holds the microseconds of CPU time in each period, or `max`; a part of a core counts as one.
    static func quota(_ words: [String]) -> Int? {
        guard words.count == 2, let time = Double(words[0]), let period = Double(words[1]), period > 0 else {
            return nil
        }
        return max(1, Int((time / period).rounded(.up)))
    }

    private static func words(of path: String) -> [String] {
        // Absent on machines without version 2 of cgroups: no limit then.
        guard let bytes = try? FileBytes.read(path, limit: 1 << 16) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
