import Evaluation
import ScoringEngine
import ScoringModel

extension ExampleTable {
    /// The examples with what a model says about them.
    func scored(_ margins: [Float], _ manifest: Manifest) -> ScoredRows {
        let outputs = OutputCalculator(manifest)
        var values: [Float] = []
        var row: [Float] = []
        for start in stride(from: 0, to: margins.count, by: outputs.margins) {
            row.removeAll(keepingCapacity: true)
            outputs.transform(margins.span.extracting(start..<(start + outputs.margins)), into: &row)
            if manifest.task == .binary {
                values.append(row[outputs.scoreColumns.lowerBound])
            } else {
                values.append(contentsOf: row)
            }
        }
        return ScoredRows(
            task: manifest.task, classLabels: manifest.classLabels, positiveClass: manifest.positiveClass,
            targets: targets, weights: weights, values: values)
    }

    /// At most so many examples, evenly spread.
    func sample(_ limit: Int) -> ExampleTable {
        count <= limit ? self : examples(at: (0..<limit).map { $0 * count / limit })
    }
}
