import Foundation
import TestSupport

extension Fault {
    /// Lets the fault happen. `pick` chooses among workers and variants.
    package func strike(_ scene: Scene, pick: Int) throws -> Strike {
        switch self {
        case .killed, .frozen, .rolling, .starved, .poisoned: try strikeWorkers(scene, pick: pick)
        case .disconnected, .paused, .flushed, .readOnly, .full, .restarted, .restartedEverySecond, .loading, .outage:
            try strikeRedis(scene, pick: pick)
        case .slow, .blackHole, .reset, .split, .lostCommit, .lateCopy, .lateRecover:
            try strikeNetwork(scene, pick: pick)
        case .heavy, .models, .workerClock, .redisClock, .scripts: try strikeRest(scene, pick: pick)
        case .sentinelFailover, .clusterFailover: try strikePrimary(scene)
        }
    }

    private func strikeWorkers(_ scene: Scene, pick: Int) throws -> Strike {
        var strike = Strike()
        let living = scene.living
        let victim = living[pick % living.count]
        switch self {
        case .killed:
            scene.load.order(800)
            strike.victims.append((try scene.kill(victim), victim.shape, .now))
            try scene.startWorker(victim.shape)
        case .starved:
            // From now on the worker gets no memory; the next large job is its end.
            scene.load.order(800)
            let identity = try scene.waitForClaim(of: victim)
            victim.fate = .dies
            let limit = try ChildProcess(
                "/usr/bin/prlimit", ["--pid", "\(victim.process.pid)", "--data=1048576"], folder: scene.folder)
            guard try limit.wait() == 0 else { throw TestFailure("prlimit: \(limit.errors)") }
            strike.tookEffect = try starve(victim, scene)
            if try scene.leases(of: identity) > 0 { strike.victims.append((identity, victim.shape, .now)) }
            try scene.startWorker(victim.shape)
        case .frozen:
            scene.load.order(800)
            let identity = try scene.seize(victim)
            victim.fate = .frozen
            let since = ContinuousClock.now
            strike.victims.append((identity, victim.shape, since))
            strike.undo = {
                victim.process.signal(SIGCONT)
                victim.fate = .lives
                scene.note("worker \(victim.process.pid) continues")
            }
            // Alone it lasts until the claims are gone.
            strike.hold = victim.shape.recoveryBound
        case .rolling:
            for (index, worker) in living.enumerated() {
                // Full batches, so that what is given back is much.
                scene.load.order(index % 2 == 1 ? 2500 : 600)
                try eventually("the orders are pushed") { !scene.load.hasOrders }
                _ = try scene.waitForClaim(of: worker)
                try scene.stop(worker, insisting: index % 2 == 1)
                try scene.startWorker(worker.shape)
            }
        case .poisoned: try poison(scene)
        default: preconditionFailure("\(self) does not strike workers")
        }
        return strike
    }

    /// Sends large jobs until the worker ends. False when it got along with the memory it has had before, which one that has
    /// worked for long may do; then it is killed.
    private func starve(_ victim: Worker, _ scene: Scene) throws -> Bool {
        let end = ContinuousClock.now + .seconds(90)
        while victim.process.isRunning, ContinuousClock.now < end {
            if try scene.backlog() < 2000 { try scene.load.push(.large, &scene.connection) }
            pause(for: .milliseconds(100))
        }
        let tookEffect = !victim.process.isRunning
        if !tookEffect { victim.process.signal(SIGKILL) }
        scene.note(
            "a worker \(tookEffect ? "ended" : "was killed") with \(try victim.process.wait()) for want of memory")
        return tookEffect
    }

    /// Whoever takes the row dies and is replaced, as a supervisor would, until it is buried.
    private func poison(_ scene: Scene) throws {
        scene.load.order(300)
        try scene.load.push(.poison, &scene.connection)
        scene.load.order(300)
        let wanted = scene.load.report.poisonPushed
        try eventually("the poison row is buried", within: .seconds(300)) {
            for worker in scene.living where !worker.process.isRunning {
                worker.fate = .dies
                scene.poisonDeaths += 1
                scene.note("the poison row took a worker: status \(try worker.process.wait())")
                try scene.startWorker(worker.shape)
            }
            return scene.load.report.buriedPoison >= wanted || scene.poisonDeaths > 3 * wanted
        }
    }
}
