import Evaluation
import Testing

@Suite struct SplitMixTests {
    @Test func positionsAreDistinctAscendingAndAsManyAsAskedFor() {
        var random = SplitMix(seed: 7)
        let chosen = random.positions(10, below: 1000)
        #expect(chosen.count == 10 && chosen == Set(chosen).sorted() && chosen.allSatisfy { (0..<1000).contains($0) })
    }
}
