import Testing

@testable import PredictionLog

@Suite struct RowSampleTests {
    private static let ids = (0..<2000).map { Array("order-\($0)".utf8) }

    private func rows(_ ratio: Double) -> [Bool] {
        let sample = RowSample(ratio: ratio)
        return Self.ids.flatMap { id in
            let seed = sample.seed(id.span)
            return (0..<10).map { sample.takes(row: $0, seed) }
        }
    }

    @Test("A sample has its share of the rows", arguments: [0.01, 0.1, 0.5, 0.99] as [Double])
    func share(ratio: Double) {
        let taken = Double(rows(ratio).count { $0 }) / 20_000
        // Four standard deviations.
        #expect((taken - ratio).magnitude < 4 * (ratio * (1 - ratio) / 20_000).squareRoot())
    }

    @Test("A smaller sample is part of a larger one, and all rows are all rows")
    func nested() {
        let (few, some, all) = (rows(0.1), rows(0.3), rows(1))
        #expect(zip(few, some).allSatisfy { !$0 || $1 })
        #expect(all.allSatisfy { $0 })
    }
}
