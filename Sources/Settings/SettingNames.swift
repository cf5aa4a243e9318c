/// The keys a configuration file may hold: one file can serve the worker, the trainer and the command-line client.
enum SettingNames {
    static let all: Set<String> = [
        "redis", "redis-user", "redis-password-file", "redis-ca", "redis-cert", "redis-key", "redis-server-name",
        "prefix",
        "model", "lanes", "batch-jobs", "batch-bytes", "linger", "lease", "stall", "drain-timeout", "max-results",
        "admin", "once", "memory-budget", "log-level",
        "job-rows", "timeout", "max-pending", "keep", "from", "from-user", "from-password-file",
        "from-ca", "from-cert", "from-key", "from-server-name", "from-prefix",
        "input", "output", "key", "outputs", "json", "reply", "follow", "peek", "count", "wait",
        "if-absent", "rollback-on-refusal",
        "if-generation", "to", "version", "workers", "jobs", "rows", "watch",
        "out", "publish", "force", "report", "split-out", "check", "name", "form", "format", "iterations", "schema",
        "golden",
        "batch", "kernel", "rows-file", "dtype", "margins-out", "runs", "seconds",
    ]

    static func nearest(to name: String) -> String? { NearestName.find(name, among: all) }
}
