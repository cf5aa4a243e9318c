/// What can go wrong in a production with Redis and Kubernetes, as far as the driver can make it happen.
package enum Fault: String, Sendable, CaseIterable {
    case killed, frozen, rolling, starved, poisoned
    case disconnected, paused, flushed, readOnly, full
    case restarted, restartedEverySecond, loading, outage
    case slow, blackHole, reset, split, lostCommit, lateCopy, lateRecover
    case heavy, models, workerClock, redisClock, scripts
    case sentinelFailover, clusterFailover

    /// The first column of the table.
    package var sentence: String {
        switch self {
        case .killed: "worker killed (SIGKILL)"
        case .frozen: "worker stopped for longer than its lease, then continued (SIGSTOP, SIGCONT)"
        case .rolling: "rolling restart (SIGTERM, every second worker twice)"
        case .starved: "worker out of memory"
        case .poisoned: "a row that kills its worker"
        case .disconnected: "all connections killed (CLIENT KILL)"
        case .paused: "Redis answers nothing for 5 s (CLIENT PAUSE)"
        case .flushed: "scripts forgotten (SCRIPT FLUSH)"
        case .readOnly: "Redis refuses writes (READONLY)"
        case .full: "Redis full (maxmemory, noeviction)"
        case .restarted: "Redis killed and restarted, appendfsync always"
        case .restartedEverySecond: "Redis killed and restarted, appendfsync everysec"
        case .loading: "Redis restarts slowly (LOADING)"
        case .outage: "Redis down for 60 s"
        case .slow: "slow network (25 ms for each piece of a reply)"
        case .blackHole: "network swallows everything for longer than the lease"
        case .reset: "connections reset in the middle of a reply"
        case .split: "replies arrive byte by byte"
        case .lostCommit: "the reply of a commit is lost"
        case .lateCopy: "requests arrive again, late"
        case .lateRecover: "a worker comes back while its jobs are being taken"
        case .heavy: "batches that take several times their lease"
        case .models: "models published, refused ones too"
        case .workerClock: "a worker's clock jumps 2 h ahead and back"
        case .redisClock: "the clock of Redis' host jumps 30 min ahead and back"
        case .scripts: "two builds with different scripts on one queue"
        case .sentinelFailover:
            "primary killed, Sentinel fails over; only results that no replica had heard of are read twice"
        case .clusterFailover:
            "cluster node killed, its replica takes over; only results that it had not heard of are read twice"
        }
    }

    /// What a run with this fault alone needs.
    package func plan(lease: Int?) -> Scene.Plan {
        var plan = Scene.Plan(shapes: (0..<3).map { WorkerShape.mixed($0, lease: lease) })
        switch self {
        case .restarted, .outage, .loading: plan.redisArguments = ["--appendonly", "yes", "--appendfsync", "always"]
        case .restartedEverySecond: plan.redisArguments = ["--appendonly", "yes", "--appendfsync", "everysec"]
        case .slow, .blackHole, .reset, .split, .lostCommit, .lateCopy: plan.hasProxy = true
        case .lateRecover:
            plan.hasProxy = true
            plan.shapes = [
                WorkerShape(lanes: 1, batchJobs: 1024, lease: lease),
                WorkerShape(lanes: 1, batchJobs: 64, lease: lease),
            ]
        case .poisoned: plan.workerEnvironment["SCORELINE_FAULT_POISON"] = JobTemplates.poison
        case .heavy:
            plan.shapes = (0..<3).map { _ in WorkerShape(lanes: 1, batchJobs: 1024, lease: 1) }
            plan.workerEnvironment["SCORELINE_BATCH_BYTES"] = "\(8 << 20)"
        case .redisClock: plan.shiftsRedisClock = true
        case .sentinelFailover: plan.deployment = .sentinel
        case .clusterFailover: plan.deployment = .cluster
        default: break
        }
        return plan
    }

    /// How often it strikes in a run of its own.
    package var rounds: Int {
        switch self {
        case .outage, .poisoned, .frozen, .blackHole, .redisClock, .full, .starved, .scripts, .workerClock, .heavy: 1
        case .lateCopy: 6
        case .disconnected, .flushed, .reset, .lostCommit, .lateRecover: 5
        default: 2
        }
    }

    /// Which ends a run may have.
    package var expectations: Scene.Expectations {
        var expected = Scene.Expectations()
        switch self {
        // While nothing gets through nobody can beat; the poison row's mates and victims of deaths are delivered again.
        case .killed, .frozen, .starved, .poisoned, .blackHole, .redisClock: expected.mayRedeliver = true
        case .restartedEverySecond:
            expected.mayLoseWrites = true
            expected.mayLosePushes = true
        // A replica has what was pushed; what came after may be undone, and is done again.
        case .sentinelFailover, .clusterFailover:
            expected.mayLoseWrites = true
            expected.mayRedeliver = true
        default: break
        }
        return expected
    }

    /// True for those that can strike together: that need no Redis of their own, and no minute.
    package var isMixed: Bool {
        switch self {
        case .outage, .restartedEverySecond, .redisClock, .lateRecover, .scripts, .workerClock, .heavy,
            .sentinelFailover, .clusterFailover:
            false
        default: true
        }
    }

    /// The last column of the table.
    package var testedBy: String {
        switch self {
        case .sentinelFailover, .clusterFailover: "`make chaos`, `FailoverTests`"
        default: Self.short.contains(self) ? "`make chaos`, `ChaosTests`" : "`make chaos`"
        }
    }

    /// Those that are quick enough for every test run.
    package static let short: [Fault] = [.killed, .frozen, .rolling, .disconnected, .flushed, .restarted, .lostCommit]

    /// The seconds within which work goes on after Redis or the network is back.
    package static let returnBound = Duration.seconds(10)
}
