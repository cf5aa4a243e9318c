import JobQueue
import Keyspace
import ModelRegistry

/// What the facts about a model mean. No clock and no I/O.
enum ModelRules {
    static func findings(_ facts: ModelFacts) -> [Finding] {
        let model = facts.keys.name
        var findings: [Finding] = []
        switch facts.pointer {
        case .known(let pointer):
            findings.append(version(model, pointer, facts.live, waiting: facts.depth.value?.waiting))
        case .unknown(let gap): findings.append(.unknown("live version", model: model, gap))
        }
        switch facts.workers {
        case .known(let workers):
            let busy = (facts.depth.value?.waiting ?? 0) + (facts.depth.value?.inFlight ?? 0)
            findings.append(
                self.workers(model, workers, live: facts.pointer.value??.version, work: busy))
        case .unknown(let gap): findings.append(.unknown("workers", model: model, gap))
        }
        switch facts.depth {
        case .known(let depth):
            findings += [
                queue(model, depth), results(model, depth.results, growth: facts.resultsGrowth),
                dead(model, depth.dead), suspects(model, depth.suspects),
            ]
        case .unknown(let gap): findings.append(.unknown("queue", model: model, gap))
        }
        if let waits = facts.workers.value?.lazy.compactMap(\.waiting).first { findings.append(claiming(model, waits)) }
        switch facts.leases {
        case .known(let leases): findings.append(claims(model, leases, isWorked: facts.workers.value?.isEmpty == false))
        case .unknown(let gap): findings.append(.unknown("claims", model: model, gap))
        }
        if let strays = facts.strays { findings += StrayRules.findings(facts.keys, strays) }
        return findings
    }

    static func version(
        _ model: String, _ pointer: ModelPointer?, _ live: Fact<ModelFacts.LiveBytes>?, waiting: Int?
    ) -> Finding {
        let check = "live version"
        guard let pointer else {
            let mend = "scoreline models publish \(model) FILE"
            guard let waiting, waiting > 0 else {
                return .warning(
                    check, model: model, "no version is published", why: "workers have nothing to score with",
                    mend: mend)
            }
            return .problem(
                check, model: model, "no version is published, and jobs wait: \(waiting)",
                why: "nobody can answer them", mend: mend)
        }
        switch live {
        case .known(.verified(let bytes)):
            return .ok(check, model: model, "version \(pointer.version), \(bytes) bytes, SHA-256 as published")
        case .known(.unread), nil:
            return .ok(check, model: model, "version \(pointer.version); too large to check its SHA-256 here")
        case .unknown(.damage(let message)):
            let mend = pointer.previous.map { "scoreline models rollback \(model) --to \($0)" }
            return .problem(
                check, model: model, message, why: "a worker that starts, or reloads, can't serve it",
                mend: (mend.map { $0 + ", or " } ?? "") + "scoreline models publish \(model) FILE")
        case .unknown(let gap): return .unknown(check, model: model, gap)
        }
    }

    static func workers(_ model: String, _ workers: [WorkerRecord], live: Int?, work: Int) -> Finding {
        let check = "workers"
        guard !workers.isEmpty else {
            let mend = "scoreline-worker --model \(model)"
            guard work > 0 else {
                return .warning(
                    check, model: model, "none is running", why: "jobs that come will wait", mend: mend)
            }
            return .problem(
                check, model: model, "none is running; jobs that wait or are claimed: \(work)",
                why: "nobody answers them",
                mend: mend)
        }
        let total = "\(workers.count) running"
        if let refusing = workers.first(where: { $0.state == .refused }) {
            return .problem(
                check, model: model,
                "\(total), \(workers.count { $0.state == .refused }) REFUSED the live version:"
                    + " \(refusing.reason ?? "without a reason")",
                why: "they serve an older version, or none", mend: "scoreline models rollback \(model)")
        }
        let behind = workers.count { $0.state != .ready || $0.version != live }
        guard behind == 0 else {
            return .warning(
                check, model: model, "\(total), \(behind) not READY on the live version",
                why: "a reload takes seconds; one that lasts is stuck",
                mend: "scoreline models wait \(model) --timeout 60, then look at the log of those that lag")
        }
        return .ok(check, model: model, "\(total), all READY")
    }

    static func queue(_ model: String, _ depth: QueueDepth) -> Finding {
        let found = "jobs waiting \(depth.waiting), in flight \(depth.inFlight)"
        guard depth.isPaused else { return .ok("queue", model: model, found) }
        return .warning(
            "queue", model: model, "paused; " + found, why: "workers claim nothing until it is resumed",
            mend: "scoreline resume \(model)")
    }

    /// `waits` is what a worker says of why it claims nothing.
    static func claiming(_ model: String, _ waits: String) -> Finding {
        .warning(
            "claiming", model: model, "a worker \(waits)", why: "jobs wait until results are read",
            mend: "scoreline results \(model)")
    }

    static func results(_ model: String, _ count: Int, growth: Int) -> Finding {
        let found = "\(count) unread" + (growth > 0 ? ", \(growth) more while this looked" : "")
        guard count >= manyResults else { return .ok("results", model: model, found) }
        return .warning(
            "results", model: model, found,
            why: "they never expire, and fill Redis until producers get OOM errors",
            mend: "read them (scoreline results \(model)), and bound them: scoreline-worker --max-results N")
    }

    /// A hundred MiB or so.
    private static let manyResults = 100_000

    static func dead(_ model: String, _ count: Int) -> Finding {
        guard count > 0 else { return .ok("dead", model: model, "none") }
        return .warning(
            "dead", model: model, "jobs given up: \(count)", why: "each took several workers with it",
            mend: "scoreline dead list \(model)")
    }

    static func suspects(_ model: String, _ count: Int) -> Finding {
        guard count > 0 else { return .ok("suspects", model: model, "none") }
        return .warning(
            "suspects", model: model, "jobs that wait to be tried alone: \(count)",
            why: "the workers that had them died",
            mend: "look why workers died; these jobs run again by themselves: scoreline status \(model) --watch")
    }

    static func claims(_ model: String, _ leases: LeaseFacts, isWorked: Bool) -> Finding {
        let check = "claims"
        guard leases.claimsWithout > 0 || leases.overdue > 0 else {
            return .ok(check, model: model, "each has a lease that is kept or not long over")
        }
        var parts: [String] = []
        if leases.claimsWithout > 0 { parts.append("\(leases.claimsWithout) without a lease") }
        if leases.overdue > 0 { parts.append("\(leases.overdue) whose lease ended more than a minute ago") }
        let found = parts.joined(separator: ", ")
        guard isWorked else {
            return .problem(
                check, model: model, found, why: "their jobs wait for a worker to take them over",
                mend: "scoreline-worker --model \(model)")
        }
        return .warning(
            check, model: model, found, why: "running workers should have taken them over within two sweeps",
            mend: "run scoreline doctor \(model) again; if it stays, look at the workers' logs")
    }
}
