import Chaos
import Testing

@Suite struct FaultScriptTests {
    @Test("The same seed gives the same faults, another seed others")
    func seeded() {
        #expect(FaultScript(seed: 5, steps: 40).steps == FaultScript(seed: 5, steps: 40).steps)
        #expect(FaultScript(seed: 5, steps: 40).steps != FaultScript(seed: 6, steps: 40).steps)
    }

    @Test("A shorter script is the beginning of a longer one")
    func prefix() {
        #expect(FaultScript(seed: 2, steps: 9).steps == Array(FaultScript(seed: 2, steps: 30).steps.prefix(9)))
    }

    @Test("Every mixed fault comes once before one comes again", arguments: 1...5)
    func deck(seed: UInt64) {
        let mixed = Fault.allCases.filter(\.isMixed)
        let first = FaultScript(seed: seed, steps: mixed.count).steps.map(\.fault)
        #expect(Set(first) == Set(mixed))
    }

    @Test("The description names every step, so that a failure can be told")
    func described() {
        let script = FaultScript(seed: 3, steps: 4)
        #expect(script.description.hasPrefix("seed 3: "))
        for step in script.steps { #expect(script.description.contains("\(step.fault.rawValue) \(step.pick)")) }
    }
}
