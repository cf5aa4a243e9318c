import ScoringModel
import Testing

@testable import ModelTraining

@Suite struct GoldenRowChoiceTests {
    private func rows(features: Int, categorical: Set<Int> = []) -> (rows: [[Float]], features: [Feature]) {
        let values = (0..<20).flatMap { row in
            (0..<features).map { categorical.contains($0) ? Float(row % 3) : Float(row + $0) }
        }
        let examples = ExampleTable(columnCount: features, rows: values, targets: [Float](repeating: 0, count: 20))
        let described = (0..<features).map { position in
            let kind: Feature.Kind = categorical.contains(position) ? .categorical : .numeric
            return Feature(
                name: "f\(position)", kind: kind, categories: kind == .categorical ? ["a", "b", "c"] : [],
                statistics: FeatureStatistics(examples, column: position, kind: kind))
        }
        let flat = GoldenRowChoice.rows(examples, described, seed: 1)
        return (stride(from: 0, to: flat.count, by: features).map { Array(flat[$0..<($0 + features)]) }, described)
    }

    @Test(arguments: [1, 3, 200])
    func `every column is missing once, at its ends once, and unseen once`(count: Int) {
        let (rows, features) = rows(features: count, categorical: [0])
        #expect(rows.count >= GoldenRows.minimumCount)
        #expect(rows.contains { $0.allSatisfy(\.isNaN) })
        for (position, feature) in features.enumerated() {
            #expect(rows.contains { row in row[position].isNaN && (count == 1 || !row.allSatisfy(\.isNaN)) })
            #expect(rows.contains { $0[position] == feature.statistics?.minimum })
            #expect(rows.contains { $0[position] == feature.statistics?.maximum })
        }
        #expect(rows.contains { $0[0] == 3 })
    }
}
