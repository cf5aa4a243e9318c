/// The keys a configuration file may hold: one file can serve the worker, the trainer and the command-line client.
enum SettingNames {
    static let all: Set<String> = [
        "redis", "redis-user", "redis-password-file", "redis-ca", "redis-cert", "redis-key", "redis-server-name",
        "prefix",
        "model", "lanes", "batch-jobs", "batch-bytes", "linger", "lease", "stall", "drain-timeout", "max-results",
        "admin", "once", "memory-budget", "drift", "window", "log-level", "log-format",
        "prediction-log", "prediction-log-sample", "prediction-log-features", "prediction-log-classes",
        "prediction-log-file-bytes", "prediction-log-files", "prediction-log-length", "prediction-log-buffer",
        "job-rows", "timeout", "max-pending", "keep", "from", "from-user", "from-password-file",
        "from-ca", "from-cert", "from-key", "from-server-name", "from-prefix",
        "input", "output", "key", "outputs", "json", "reply", "follow", "peek", "count", "wait",
        "if-absent", "rollback-on-refusal",
        "if-generation", "to", "version", "workers", "jobs", "rows", "watch", "interval",
        "out", "publish", "force", "report", "split-out", "check", "name", "form", "format", "iterations", "schema",
        "golden",
        "allow-actions", "token-file", "identity-header", "trust-proxy", "host", "max-upload",
        "batch", "kernel", "rows-file", "dtype", "margins-out", "runs", "seconds", "rate", "listen",
    ]

    static func nearest(to name: String) -> String? { NearestName.find(name, among: all) }
}
