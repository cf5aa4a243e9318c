import Evaluation
import ScoringModel
import Testing

@Suite struct BaselineTests {
    @Test("A trivial model knows weighted class frequencies, or the weighted mean")
    func values() {
        let binary = ScoredRows(
            task: .binary, classLabels: ["n", "p"], targets: [1, 0], weights: [1, 3], values: [0.5, 0.5])
        #expect(binary.baseline(trainedOn: binary).values == [0.25, 0.25])
        let classes = ScoredRows(
            task: .multiclass, classLabels: ["a", "b", "c"], targets: [2, 2, 0, 1],
            values: Array(repeating: 0.25, count: 12))
        #expect(Array(classes.baseline(trainedOn: classes).values[0..<3]) == [0.25, 0.25, 0.5])
        let numbers = ScoredRows(task: .regression, targets: [10, 20], weights: [3, 1], values: [0, 0])
        let three = ScoredRows(task: .regression, targets: [1, 2, 3], values: [0, 0, 0])
        #expect(three.baseline(trainedOn: numbers).values == [12.5, 12.5, 12.5])
    }
}
