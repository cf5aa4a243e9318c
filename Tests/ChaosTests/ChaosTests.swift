import Chaos
import Testing

/// The short form of `make chaos`.
@Suite(.serialized) struct ChaosTests {
    @Test("A fault alone loses nothing, answers nothing twice and is overcome", arguments: Fault.short)
    func alone(fault: Fault) throws {
        // Workers share their cores with all other tests here: what lives must be able to say so within its lease.
        var trial = Trial(fault, lease: 3)
        trial.rounds = 1
        let verdict = Self.untimed(try trial.run())
        #expect(verdict.isGood, "\(Self.report(verdict))")
        #expect(verdict.jobs > 500 && verdict.lost == 0 && verdict.duplicated == 0)
    }

    @Test("Faults together lose nothing and answer nothing twice", arguments: [1])
    func mixed(seed: UInt64) throws {
        let verdict = Self.untimed(try Mix(FaultScript(seed: seed, steps: 6)).run())
        #expect(verdict.isGood, "\(Self.report(verdict))")
        #expect(verdict.lost == 0 && verdict.duplicated == 0)
    }

    /// How long it took is for `make chaos`, which has the machine to itself.
    private static func untimed(_ verdict: Verdict) -> Verdict {
        var verdict = verdict
        verdict.violations.removeAll { $0.invariant == .recovery }
        return verdict
    }

    private static func report(_ verdict: Verdict) -> String {
        (verdict.violations.map(\.description) + verdict.log).joined(separator: "\n")
    }
}
