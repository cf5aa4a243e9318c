import CoreMetrics
import Host
import Synchronization

/// The process as Prometheus' own clients show it, read when somebody scrapes.
package enum ProcessMetrics {
    package static func add(to factory: PrometheusFactory) {
        let scope = MetricScope(factory)
        let resident = scope.gauge("process_resident_memory_bytes", help: "Resident memory size in bytes.")
        let openFiles = scope.gauge("process_open_fds", help: "Number of open file descriptors.")
        let maximumFiles = scope.gauge("process_max_fds", help: "Maximum number of open file descriptors.")
        let start = scope.gauge(
            "process_start_time_seconds", help: "Start time of the process since unix epoch in seconds.")
        factory.describe("process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds.")
        let cpu = FloatingPointCounter(label: "process_cpu_seconds_total", factory: factory)
        let counted = Mutex(0.0)
        factory.beforeScrape {
            resident.set(HostLimits.residentBytes)
            openFiles.set(ProcessUsage.openFiles)
            maximumFiles.set(ProcessUsage.maximumFiles)
            start.set(ProcessUsage.startTime)
            // Two scrapes at once must not count the same seconds twice.
            counted.withLock { counted in
                let seconds = ProcessUsage.processorSeconds
                cpu.increment(by: seconds - counted)
                counted = seconds
            }
        }
    }
}
