import Evaluation
import ScoringEngine
import ScoringModel

extension ExampleTable {
    /// The examples with what a model says about them.
    func scored(_ margins: [Float], _ manifest: Manifest) -> ScoredRows {
        let outputs = OutputCalculator(manifest)
        var values: [Float] = []
        var wide: [Double] = []
        var row: [Double] = []
        for start in stride(from: 0, to: margins.count, by: outputs.margins) {
            row.removeAll(keepingCapacity: true)
            wide.removeAll(keepingCapacity: true)
            for position in start..<start + outputs.margins { wide.append(Double(margins[position])) }
            outputs.transform(wide.span, into: &row)
            if manifest.task == .binary {
                values.append(Float(row[outputs.scoreColumns.lowerBound]))
            } else {
                for value in row { values.append(Float(value)) }
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
