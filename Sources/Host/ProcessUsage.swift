import Files
import Glibc

/// What this process has used of its host.
package enum ProcessUsage {
    /// In user mode and in the kernel, of all threads.
    package static var processorSeconds: Double {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// File descriptors.
    package static var openFiles: Int {
        guard let folder = unsafe opendir("/proc/self/fd") else { return 0 }
        defer { unsafe closedir(folder) }
        var entries = 0
        while unsafe readdir(folder) != nil { entries += 1 }
        // Without `.`, `..` and the folder itself.
        return max(0, entries - 3)
    }

    /// File descriptors that may be open at once.
    package static var maximumFiles: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        return Int(clamping: limit.rlim_cur)
    }

    /// Lets this process open as many files as it may allow itself; gives how many. A shell's usual 1 024 are for programs that
    /// call `select`.
    @discardableResult
    package static func raiseMaximumFiles() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return maximumFiles }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(resource, &limit)
        return maximumFiles
    }

    /// Seconds since 1970; 0 when the host does not tell.
    package static let startTime: Double = {
        guard let stat = text(of: "/proc/self/stat"), let ticks = startTicks(stat),
            let line = text(of: "/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let boot = Double(line.dropFirst("btime ".count))
        else { return 0 }
        return boot + Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }()

    /// The start in clock ticks since the boot: field 22, of which the second, in parentheses, may hold anything.
    static func startTicks(_ stat: String) -> Int? {
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(whereSeparator: \.isWhitespace)
        return fields.count > 19 ? Int(fields[19]) : nil
    }

    private static func text(of path: String) -> String? {
        (try? FileBytes.read(path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }
}
