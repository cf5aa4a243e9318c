package import Redis

extension ProgramFailure {
    /// Of the Redis of `--from`: its options have other names, and there may be a second Redis that is well.
    package init(source error: RedisError) {
        let failure = ProgramFailure(error)
        self.init(failure.status, "the source: " + failure.description.replacing("--redis", with: "--from"))
    }

    /// A server that can't be reached, or does not let us in, has a status of its own.
    package init(_ error: RedisError) {
        switch error.kind {
        case .connectFailed, .connectionLost, .timedOut, .interrupted:
            self.init(
                .redisUnreachable,
                error.description.contains("--redis") ? "\(error)" : "\(error); check --redis, and that Redis runs")
        case .noPrimary: self.init(.redisUnreachable, "\(error); try again when the failover is over")
        case .server(code: "MOVED"):
            self.init(
                .workFailed, "\(error); the URL of a Redis Cluster starts with redis+cluster:// or rediss+cluster://")
        case .server where error.isPermissionRefused:
            self.init(
                .workFailed, "\(error); this user lacks a permission: docs/security.md has the rules of each role")
        case .server where error.isAccessRefused:
            self.init(.redisUnreachable, "\(error); see --redis-user and --redis-password-file")
        case .server(code: "LOADING"):
            self.init(.redisUnreachable, "\(error); try again when it has loaded its data")
        default:
            self.init(.workFailed, error.description)
        }
    }
}
