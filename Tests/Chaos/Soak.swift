import Redis
import TestSupport

/// Mixed faults for a long time; at moments of rest, nothing may have grown.
package struct Soak {
    package let seed: UInt64
    package let duration: Duration
    private static let stepsBetweenRests = 12

    package init(seed: UInt64, duration: Duration) {
        self.seed = seed
        self.duration = duration
    }

    package func run(_ tell: (String) -> Void) throws -> Verdict {
        let scene = try Scene(Mix.plan(lease: 2))
        // Faults choose among the living; this one only works.
        let witness = scene.workers[0]
        _ = try scene.waitForClaim(of: witness)
        witness.fate = .spared
        // What may take any worker can't spare one.
        let faults = Fault.allCases.filter { $0.isMixed && $0 != .poisoned }
        let script = FaultScript(seed: seed, steps: 100_000, of: faults)
        var play = Play(scene)
        var rests: [Measurement] = []
        let end = ContinuousClock.now + duration
        var next = 0
        do {
            while ContinuousClock.now < end || rests.count < 3 {
                for _ in 0..<Self.stepsBetweenRests {
                    try play.perform(script.steps[next])
                    next += 1
                }
                try play.endAll()
                try rest(scene)
                let measurement = try Measurement(of: witness, scene)
                rests.append(measurement)
                tell("\(next) faults, \(scene.load.answered) answers: \(measurement)")
            }
        } catch {
            scene.load.report(.effect, "\(error)")
            try play.endAll()
        }
        witness.fate = .lives
        // The first rest comes after every kind of fault has warmed things up.
        if let first = rests.dropFirst().first, let last = rests.last {
            for grown in first.growth(to: last) { scene.load.report(.memory, "\(grown) grew: \(first), then \(last)") }
        }
        return try scene.finish(Mix.expectations)
    }

    private func rest(_ scene: Scene) throws {
        try eventually("everything is answered", within: .seconds(120)) {
            !scene.load.hasOrders && scene.load.pushed - scene.load.answered < 200
        }
        try scene.prune()
    }
}
