import ModelImport
package import ScoringEngine
import ScoringModel

extension ParityTrial {
    /// Where a scorer gives other bits than the reference scorer.
    package struct Difference: Sendable {
        /// Such as `avx2, Double rows, 7 at once`.
        package let way: String
        package let row: Int
        package let group: Int
        package let expected: Double
        package let found: Double
    }

    /// Rows that a scorer gets at once; 0 for all.
    private static let batches = [1, 7, 64, 0]

    /// The first difference of each way of scoring.
    package func differences(of scorer: BatchScorer) -> [Difference] {
        let width = imported.featureNames.count
        let kernel = scorer.layout.kernel.rawValue
        var found: [Difference] = []
        for batch in Self.batches {
            let size = batch == 0 ? max(1, rows.count / width) : batch
            let name = batch == 0 ? "all at once" : "\(batch) at once"
            let double = margins(of: rows, size * width) { scorer.score($0, into: &$1) }
            note("\(kernel), Double rows, \(name)", double, margins, &found)
            guard model.predictor.precision == .float32 else { continue }
            let narrow = rows.map { Float($0) }
            let mixed: [Double] = margins(of: narrow, size * width) { scorer.score($0, into: &$1) }
            note("\(kernel), Float rows, Double margins, \(name)", mixed, margins, &found)
            let single: [Float] = margins(of: narrow, size * width) { scorer.score($0, into: &$1) }
            note("\(kernel), Float rows, Float margins, \(name)", single.map { Double($0) }, margins, &found)
        }
        if model.predictor.precision == .float64 { found += differencesOfNarrowRows(scorer) }
        return found
    }

    /// A Float64 model that is given Float32 rows compares them as the same numbers in Float64.
    private func differencesOfNarrowRows(_ scorer: BatchScorer) -> [Difference] {
        let width = imported.featureNames.count
        let narrow = rows.map { Float($0) }
        let reference = ReferenceScorer(model.predictor)
        var expected: [Double] = []
        for start in stride(from: 0, to: rows.count, by: width) {
            let line = narrow[start..<start + width].map { Double($0) }
            expected += reference.margins(of: line.span)
        }
        var found: [Difference] = []
        let mixed: [Double] = margins(of: narrow, narrow.count) { scorer.score($0, into: &$1) }
        note("\(scorer.layout.kernel.rawValue), Float rows of a Float64 model", mixed, expected, &found)
        return found
    }

    private func margins<Value, Margin>(
        of rows: [Value], _ step: Int, score: (Span<Value>, inout [Margin]) -> Void
    ) -> [Margin] {
        var (all, part): ([Margin], [Margin]) = ([], [])
        for start in stride(from: 0, to: rows.count, by: step) {
            score(rows.span.extracting(start..<min(start + step, rows.count)), &part)
            all += part
        }
        return all
    }

    private func note(_ way: String, _ found: [Double], _ expected: [Double], _ differences: inout [Difference]) {
        let groups = model.predictor.groupCount
        guard found.count == expected.count else {
            differences.append(
                Difference(way: "\(way): other number of margins", row: -1, group: -1, expected: 0, found: 0))
            return
        }
        let first = found.indices.first { index in
            found[index].bitPattern != expected[index].bitPattern && !(found[index].isNaN && expected[index].isNaN)
        }
        guard let first else { return }
        differences.append(
            Difference(
                way: way, row: first / groups, group: first % groups, expected: expected[first], found: found[first]))
    }
}
