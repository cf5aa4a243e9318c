import Evaluation
import ScoringModel
import Testing

@Suite struct MetricCatalogTests {
    private static let tasks: [ScoringModel.Task] = [.binary, .multiclass, .regression]

    /// Rows of a task with everything that a metric needs, and the answers of a good and of a bad model.
    private func rows(_ task: ScoringModel.Task) -> (good: ScoredRows, bad: ScoredRows) {
        func scored(_ targets: [Float], _ values: [Float], _ labels: [String]) -> ScoredRows {
            ScoredRows(task: task, classLabels: labels, targets: targets, values: values)
        }
        switch task {
        case .binary:
            let targets: [Float] = [0, 1, 0, 1, 1]
            return (
                scored(targets, [0.1, 0.9, 0.1, 0.95, 0.9], ["n", "p"]),
                scored(targets, [0.7, 0.2, 0.9, 0.8, 0.3], ["n", "p"])
            )
        case .multiclass:
            let targets: [Float] = [0, 1, 2]
            let labels = ["a", "b", "c"]
            return (
                scored(targets, [0.9, 0.05, 0.05, 0.1, 0.8, 0.1, 0, 0.1, 0.9], labels),
                scored(targets, [0.1, 0.8, 0.1, 0.9, 0.05, 0.05, 0.2, 0.5, 0.3], labels)
            )
        default:
            let targets: [Float] = [1, 2, 3, 4]
            return (scored(targets, [1.1, 2, 3, 3.9], []), scored(targets, [4, 1, 9, 2], []))
        }
    }

    @Test("The catalog has the names that rows have", arguments: tasks)
    func names(task: ScoringModel.Task) {
        #expect(rows(task).good.metrics().map(\.name).sorted() == MetricCatalog.names(of: task).sorted())
        #expect(MetricCatalog.names(of: task).contains(MetricCatalog.loss(of: task)))
    }

    @Test("Whether less is better is so for a good and a bad model", arguments: tasks)
    func direction(task: ScoringModel.Task) throws {
        let (good, bad) = rows(task)
        for (better, worse) in zip(good.metrics(), bad.metrics()) {
            #expect(better.name == worse.name)
            #expect((better.value < worse.value) == MetricCatalog.isLoss(better.name), "\(better.name)")
        }
    }
}
