import TestSupport

/// Many faults on one scene, the lasting ones over the others.
package struct Mix {
    package let script: FaultScript
    /// Of all workers, in seconds.
    package var lease = 2

    package init(_ script: FaultScript) { self.script = script }

    /// All that the mixed faults need.
    package static func plan(lease: Int) -> Scene.Plan {
        var plan = Scene.Plan(shapes: (0..<4).map { WorkerShape.mixed($0, lease: lease) })
        plan.redisArguments = ["--appendonly", "yes", "--appendfsync", "always"]
        plan.workerEnvironment["SCORELINE_FAULT_POISON"] = JobTemplates.poison
        plan.hasProxy = true
        return plan
    }

    package static var expectations: Scene.Expectations {
        var expected = Scene.Expectations()
        expected.mayRedeliver = true
        // A job can meet three deaths that have nothing to do with it; it is answered all the same.
        expected.buriedInnocents = 50
        return expected
    }

    package func run() throws -> Verdict {
        let scene = try Scene(Self.plan(lease: lease))
        scene.note(script.description)
        var play = Play(scene)
        do {
            for step in script.steps { try play.perform(step) }
            try play.endAll()
        } catch {
            scene.load.report(.effect, "\(error)")
            try play.endAll()
        }
        let recovery = try Recovery.measure(.return, scene)
        var verdict = try scene.finish(Self.expectations)
        verdict.recovery = recovery
        return verdict
    }
}

/// Performs steps and remembers what has to be ended.
package struct Play {
    private let scene: Scene
    private var open: [(end: ContinuousClock.Instant, isOutage: Bool, undo: () throws -> Void)] = []

    package init(_ scene: Scene) { self.scene = scene }

    package mutating func perform(_ step: FaultScript.Step) throws {
        let wanted = scene.load.answered + step.after
        // Nothing else can be told to happen while nothing gets through.
        while open.contains(where: \.isOutage) {
            try endDue()
            pause(for: .milliseconds(5))
        }
        try eventually("\(step.after) more jobs are answered", within: .seconds(90)) {
            try endDue()
            if !scene.load.hasOrders { scene.load.order(100) }
            return scene.load.answered >= wanted
        }
        scene.note("\(step.fault.rawValue) \(step.pick)")
        let strike = try step.fault.strike(scene, pick: step.pick)
        if let undo = strike.undo {
            open.append((.now + min(strike.hold, .seconds(6)), strike.isOutage, undo))
        } else {
            pause(for: strike.hold)
        }
    }

    private mutating func endDue() throws {
        try scene.supervise()
        while let index = open.firstIndex(where: { $0.end <= .now }) { try open.remove(at: index).undo() }
    }

    package mutating func endAll() throws {
        while let last = open.popLast() { try last.undo() }
    }
}

extension Strike {
    /// Everything is over, and work must go on.
    package static var `return`: Strike {
        var strike = Strike()
        strike.isOutage = true
        return strike
    }
}
