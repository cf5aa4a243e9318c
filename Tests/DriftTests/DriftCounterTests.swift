import Drift
import ScoringModel
import Testing

@Suite struct DriftCounterTests {
    @Test("Each value is counted as its column's statistics say")
    func values() throws {
        var counter = DriftCounter(try SampleReference.reference)
        let rows: [Double] = [
            -1, 7, 2, 0,  //
            -1.0001, 7, 9, 1,  //
            1, 7, 5, 2,  //
            .nan, 7, 3, .nan,  //
            3, 7, 5.9, RowEncoder.unseenCategory,  //
            3.5, 7, .nan, 0,
        ]
        counter.noteScored(20)
        counter.add(rows.span, width: 4, at: [0, 1, 2, 3, 4, 5])
        counter.add(score: 0.25, label: 1)
        counter.add(score: 0.1, label: 0)
        let counts = counter.take()
        #expect(counts.scored == 20 && counts.rows == 6)
        let number = counts.columns[0]
        #expect(number.bins == [1, 1, 0, 0, 0, 3])
        #expect(number.missing == 1 && number.outside == 1 && number.unseen == 0)
        #expect(abs(number.sum - (5.4999 - 5 * 0.1)) < 1e-12)
        let code = counts.columns[1]
        #expect(code.bins == [1, 2, 1, 1] && code.unseen == 1 && code.missing == 1 && code.outside == 0)
        let name = counts.columns[2]
        // The third name has a code without training having had a row of it: in the last bin, but known.
        #expect(name.bins == [2, 1, 1] && name.missing == 2 && name.unseen == 1)
        #expect(counts.scores == [1, 1, 0] && counts.labels == [1, 1])
        #expect(counter.counts == DriftCounts(try SampleReference.reference))
    }

    @Test("What is counted in parts and added up is what is counted at once", arguments: 0..<20 as Range<UInt64>)
    func merge(seed: UInt64) throws {
        let reference = try SampleReference.reference
        let rows = SampleReference.rows(500, seed: seed)
        var whole = DriftCounter(reference)
        whole.noteScored(500)
        whole.add(rows.span, width: 4, at: Array(0..<500))
        var sum = DriftCounts(reference)
        for start in stride(from: 0, to: 500, by: 73) {
            var part = DriftCounter(reference)
            let places = Array(start..<min(start + 73, 500))
            part.noteScored(places.count)
            part.add(rows.span, width: 4, at: places)
            sum.add(part.take())
        }
        // Not the sums of values: the rows have infinities, and Float64 sums in another order differ in their last bits.
        for index in sum.columns.indices {
            #expect(sum.columns[index].bins == whole.counts.columns[index].bins)
            #expect(sum.columns[index].missing == whole.counts.columns[index].missing)
            #expect(sum.columns[index].unseen == whole.counts.columns[index].unseen)
            #expect(sum.columns[index].outside == whole.counts.columns[index].outside)
        }
        #expect(sum.rows == 500 && sum.scored == 500)
    }

    @Test("A value's bin is the number of edges at or below it", arguments: 0..<10 as Range<UInt64>)
    func bins(seed: UInt64) throws {
        let rows = SampleReference.rows(300, seed: seed)
        var counter = DriftCounter(try SampleReference.reference)
        counter.add(rows.span, width: 4, at: Array(0..<300))
        var expected = Array(repeating: 0, count: 6)
        for row in 0..<300 where !rows[row * 4].isNaN {
            expected[SampleReference.edges.filter { Double($0) <= rows[row * 4] }.count] += 1
        }
        #expect(counter.counts.columns[0].bins == expected)
    }

    @Test("Mean and deviation of what is counted are those of the values")
    func moments() throws {
        let reference = try SampleReference.reference
        var counter = DriftCounter(reference)
        let values = (0..<200).map { 1000 + Double($0 % 7) }
        let rows: [Double] = values.flatMap { [$0, 0, 2, 0] }
        counter.add(rows.span, width: 4, at: Array(0..<200))
        let feature = DriftReport(reference, counter.counts).features[0]
        let mean = values.reduce(0, +) / 200
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200
        #expect(abs((feature.mean ?? 0) - mean) < 1e-9)
        #expect(abs((feature.standardDeviation ?? 0) - variance.squareRoot()) < 1e-6)
    }

    @Test("Of a model with very many columns the first ones are looked at")
    func wide() throws {
        var manifest = SampleReference.manifest
        manifest.features = (0..<DriftReference.maximumColumns + 9).map { number in
            Feature(name: "f\(number)", statistics: manifest.features[0].statistics)
        }
        let columns = try #require(DriftReference(manifest)).columns
        #expect(columns.count == DriftReference.maximumColumns && columns.last?.name == "f511")
    }

    @Test("A model without histograms has nothing to compare with")
    func nothing() {
        var manifest = SampleReference.manifest
        manifest.features = [Feature(name: "a", statistics: FeatureStatistics(count: 1, missing: 0))]
        manifest.scores = nil
        #expect(DriftReference(manifest) == nil)
    }
}
