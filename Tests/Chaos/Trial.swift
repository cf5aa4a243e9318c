import Redis
import TestSupport

/// One fault alone, in a scene of its own: a row of the table.
package struct Trial {
    package let fault: Fault
    /// Of all workers, in seconds; nil for the default.
    package var lease: Int?
    package var rounds: Int?
    /// Mutants set scripts here.
    package var workerEnvironment: [String: String] = [:]
    /// How long the last answer may take.
    package var patience = Duration.seconds(120)

    package init(_ fault: Fault, lease: Int? = nil, rounds: Int? = nil) {
        self.fault = fault
        self.lease = lease
        self.rounds = rounds
    }

    /// Throws when the fault could not be made to happen.
    package func run() throws -> Verdict {
        var plan = fault.plan(lease: lease)
        plan.workerEnvironment.merge(workerEnvironment) { $1 }
        let scene = try Scene(plan)
        var slowest: Duration?
        do {
            try warmUp(scene)
            for round in 0..<(rounds ?? fault.rounds) {
                scene.note("\(fault.rawValue), round \(round + 1)")
                let answered = scene.load.answered
                let strike = try fault.strike(scene, pick: round)
                guard strike.tookEffect else { throw TestFailure("it did not happen") }
                if let recovery = try Recovery.measure(strike, scene) { slowest = max(slowest ?? .zero, recovery) }
                scene.load.order(300)
                try eventually("work goes on") { scene.load.answered > answered + 300 }
            }
        } catch {
            scene.load.report(.effect, "\(fault.rawValue): \(error)")
        }
        var verdict = try scene.finish(fault.expectations, patience: patience)
        verdict.recovery = slowest
        return verdict
    }

    private func warmUp(_ scene: Scene) throws {
        scene.load.order(500)
        try eventually("work goes on") { scene.load.answered > 300 }
    }
}

/// How long it takes until a fault is overcome.
package enum Recovery {
    /// Ends the fault and waits. Nil when there is nothing to wait for.
    package static func measure(_ strike: Strike, _ scene: Scene) throws -> Duration? {
        if strike.victims.isEmpty {
            pause(for: strike.hold)
            try strike.undo?()
            guard strike.isOutage else { return nil }
            let recovery = try untilCommit(since: strike.since, scene)
            try strike.restore?()
            return recovery
        }
        var slowest = Duration.zero
        for victim in strike.victims {
            try eventually("the claims of a dead worker are given back", within: victim.shape.recoveryBound * 4) {
                try scene.leases(of: victim.identity) == 0
            }
            let recovery = ContinuousClock.now - victim.since
            slowest = max(slowest, recovery)
            check(recovery, against: victim.shape.recoveryBound, scene)
        }
        try strike.undo?()
        return slowest
    }

    /// To the next commit, from now, when Redis is back, where no other beginning is given.
    private static func untilCommit(since: ContinuousClock.Instant?, _ scene: Scene) throws -> Duration {
        let back = since ?? .now
        let before = try scene.statistic("committed")
        scene.load.order(200)
        try eventually("a batch is committed after the outage", within: .seconds(60)) {
            try scene.statistic("committed") > before
        }
        let recovery = ContinuousClock.now - back
        check(recovery, against: Fault.returnBound, scene)
        return recovery
    }

    private static func check(_ recovery: Duration, against bound: Duration, _ scene: Scene) {
        scene.note("recovered after \(recovery)")
        if recovery > bound { scene.load.report(.recovery, "it took \(recovery), expected at most \(bound)") }
    }
}
