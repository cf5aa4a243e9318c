import Glibc
import Host
import Testing

@testable import Telemetry

@Suite struct ProcessMetricsTests {
    @Test("A scrape reads the process anew")
    func process() throws {
        let factory = PrometheusFactory()
        ProcessMetrics.add(to: factory)
        func value(_ name: String) throws -> Double {
            let line = factory.prometheusText().split(separator: "\n").first { $0.hasPrefix(name + " ") }
            return try #require(line.flatMap { Double($0.dropFirst(name.count + 1)) })
        }
        #expect(try value("process_resident_memory_bytes") > 1_000_000)
        #expect(try value("process_max_fds") >= value("process_open_fds"))
        let now = Double(time(nil))
        let start = try value("process_start_time_seconds")
        #expect(now - 86_400 < start && start <= now)
        let before = try value("process_cpu_seconds_total")
        #expect(before > 0)
        var end = before
        while end == before { end = try value("process_cpu_seconds_total") }
        // However often it was scraped, each second counts once.
        #expect(end > before && end <= ProcessUsage.processorSeconds)
        let descriptors = try value("process_open_fds")
        let opened = (0..<40).map { _ in unsafe open("/dev/null", O_RDONLY) }
        // Other tests of this process open and close files at the same time, but not that many.
        #expect(try value("process_open_fds") > descriptors)
        for descriptor in opened { close(descriptor) }
    }
}
