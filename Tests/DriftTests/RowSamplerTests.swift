import Drift
import Testing

@Suite struct RowSamplerTests {
    @Test("All rows are looked at while there are few, but those that failed")
    func few() {
        var sampler = RowSampler(rowCost: 100, seed: 1)
        var places: [Int] = []
        let now = ContinuousClock.now
        for batch in 0..<10 {
            sampler.choose([false, true, false], at: now + .seconds(batch), into: &places)
            #expect(places == [0, 2])
        }
    }

    @Test("No more rows are looked at than the rate allows", arguments: [1, 17, 1000, 40_000])
    func many(batchRows: Int) {
        var sampler = RowSampler(rowCost: 100, seed: 1)
        var places: [Int] = []
        let (start, rowsPerSecond, seconds) = (ContinuousClock.now, 200_000, 20)
        let batch = Array(repeating: false, count: batchRows)
        var looked = 0
        for row in stride(from: 0, to: rowsPerSecond * seconds, by: batchRows) {
            let now = start + .seconds(1) * (Double(row) / Double(rowsPerSecond))
            sampler.choose(batch, at: now, into: &places)
            looked += places.count
        }
        let allowed = sampler.rate * Double(seconds + 2)
        #expect(Double(looked) <= allowed)
        #expect(Double(looked) > allowed / 3)
    }

    @Test("A quiet hour does not add up to a burst")
    func burst() {
        var sampler = RowSampler(rowCost: 100, seed: 1)
        var places: [Int] = []
        let now = ContinuousClock.now
        sampler.choose([false], at: now, into: &places)
        sampler.choose(Array(repeating: false, count: 100_000), at: now + .seconds(3600), into: &places)
        #expect(!places.isEmpty && Double(places.count) <= 2 * sampler.rate)
    }

    @Test("Every place of a batch is looked at as often as every other")
    func fair() {
        var sampler = RowSampler(rowCost: 100, seed: 7)
        var (places, looks) = ([] as [Int], Array(repeating: 0, count: 100))
        let (start, batch) = (ContinuousClock.now, Array(repeating: false, count: 100))
        for index in 0..<20_000 {
            // 1000 batches a second, of which the rate allows two rows each.
            sampler.choose(batch, at: start + .milliseconds(index), into: &places)
            for place in places { looks[place] += 1 }
        }
        let mean = Double(looks.reduce(0, +)) / 100
        #expect(mean > 300)
        // Six standard deviations of a Poisson number.
        #expect(looks.allSatisfy { abs(Double($0) - mean) < 6 * mean.squareRoot() })
    }

    @Test("Wide rows are looked at less often", arguments: [(100, 2000.0), (2000, 1000), (2_000_000, 1)])
    func cost(rowCost: Int, rate: Double) {
        #expect(RowSampler(rowCost: rowCost, seed: 0).rate == rate)
    }

    @Test("A clock that goes back takes nothing away")
    func clock() {
        var sampler = RowSampler(rowCost: 100, seed: 1)
        var places: [Int] = []
        let now = ContinuousClock.now
        sampler.choose([false], at: now, into: &places)
        sampler.choose([false], at: now - .seconds(100_000), into: &places)
        #expect(places == [0])
    }
}
