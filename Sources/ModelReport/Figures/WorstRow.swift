import Drawing
import Evaluation
import JSONBytes
import ScoringModel

/// A row about which the model is most wrong: often one whose target is.
struct WorstRow: Sendable {
    static let shownColumns = 8
    private static let count = 12

    let place: String
    let target: String
    let prediction: String
    let loss: Double
    /// Of the most important columns, as text; nil is missing.
    let values: [NamedValue<String?>]

    /// The worst rows of the part that judges, worst first; rows without weight do not count.
    static func all(_ input: ReportInput, columns: [Int]) -> [WorstRow] {
        let part = input.judge
        let width = input.columns.count
        var worst: [(row: Int, loss: Double)] = []
        for row in 0..<part.rows.count where part.rows.weight(row) > 0 {
            let loss = part.rows.loss(row)
            if worst.count == count, let last = worst.last, loss <= last.loss { continue }
            let place = worst.firstIndex { $0.loss < loss } ?? worst.count
            worst.insert((row, loss), at: place)
            if worst.count > count { worst.removeLast() }
        }
        return worst.map { row, loss in
            WorstRow(
                place: part.place(row), target: part.rows.targetText(row),
                prediction: part.rows.predictionText(row, threshold: input.manifest.decisionThreshold),
                loss: part.rows.task == .regression ? loss.squareRoot() : loss,
                values: columns.map { column in
                    NamedValue(
                        input.columns[column].name,
                        input.columns[column].text(part.encoded[row * width + column]))
                })
        }
    }
}

extension ReportInput.Column {
    /// Nil for missing.
    func text(_ value: Float) -> String? {
        if value.isNaN { return nil }
        if kind == "boolean" { return value == 1 ? "true" : "false" }
        // A code is a whole number of the model's own making.
        if !categories.isEmpty, categories.indices.contains(Int(value)) { return categories[Int(value)] }
        return DecimalNumber.shortest(value)
    }
}

extension ScoredRows {
    func targetText(_ row: Int) -> String {
        switch task {
        case .binary: classLabels[targets[row] == 1 ? positiveClass : 1 - positiveClass]
        case .multiclass: classLabels[Int(targets[row])]
        default: DecimalNumber.shortest(targets[row])
        }
    }

    func predictionText(_ row: Int, threshold: Float) -> String {
        switch task {
        case .binary:
            "\(classLabels[values[row] >= threshold ? positiveClass : 1 - positiveClass]), score "
                + FigureText.share(Double(values[row]))
        case .multiclass:
            "\(classLabels[predictedClass(row)]), "
                + FigureText.share(Double(values[row * valueColumns + predictedClass(row)]))
        default: DecimalNumber.shortest(values[row])
        }
    }
}
