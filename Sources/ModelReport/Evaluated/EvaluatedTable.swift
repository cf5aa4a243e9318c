package import Evaluation
package import ModelFile
import ScoringEngine
import ScoringModel
package import TrainingData

/// Rows of a table with known targets, scored by a finished model.
package struct EvaluatedTable: Sendable {
    /// Rows that are scored at a time.
    private static let blockRows = 8192

    package let rows: ScoredRows
    /// The model's columns, row-major.
    package let encoded: [Float]
    /// Row of the table of each row.
    let positions: [Int]
    let table: DataTable
    /// What was left out, and what a reader must know; sentences.
    package let notes: [String]
    /// By the model's features: cells with a category that training never saw.
    let unseen: [Int]

    /// Scores on this thread. `target` is the column with the truth, nil the one that the model file names; `weight` is a
    /// column of weights.
    package init(
        _ table: DataTable, with model: AdmittedModel, target: String? = nil, weight: String? = nil
    ) throws(ReportError) {
        let manifest = model.model.manifest
        try Self.check(model)
        guard let target = target ?? manifest.target else {
            throw ReportError(.usage, "the model file does not name its target: say --target COLUMN")
        }
        let labels = try TruthColumn(table, try Self.position(of: target, in: table), manifest)
        let weights = try weight.map { name throws(ReportError) in
            try WeightColumn(table, Self.position(of: name, in: table))
        }
        var reader = FeatureReader(table, model.encoder)
        var (encoded, targets, weightValues, positions): ([Float], [Float], [Float], [Int]) = ([], [], [], [])
        var left = LeftRows(target: target)
        for row in 0..<table.rowCount {
            switch labels.value(row) {
            case .missing: left.withoutTarget += 1
            case .unknown(let text): left.addUnknown(text, place: table.placeText(of: row))
            case .value(let value):
                do throws(RowError) { try reader.append(row, to: &encoded) } catch {
                    left.addFailure(error.problem, place: table.placeText(of: row))
                    continue
                }
                targets.append(value)
                if let weights { weightValues.append(try weights.value(row)) }
                positions.append(row)
            }
        }
        guard !positions.isEmpty else {
            throw ReportError(
                .work, "\(table.name): no row can be judged. " + left.sentences.joined(separator: " "))
        }
        rows = ScoredRows(
            task: manifest.task, classLabels: manifest.classLabels, positiveClass: manifest.positiveClass,
            targets: targets, weights: weights == nil ? nil : weightValues,
            values: model.values(of: encoded, blockRows: Self.blockRows))
        guard rows.values.allSatisfy(\.isFinite) else {
            throw ReportError(.work, "\(table.name): the model's answer to a row is no finite number")
        }
        guard rows.totalWeight > 0 else { throw ReportError(.work, "\(table.name): every row has the weight 0") }
        self.encoded = encoded
        self.positions = positions
        self.table = table
        unseen = reader.unseen
        notes = left.sentences + reader.sentences
    }

    private static func check(_ model: AdmittedModel) throws(ReportError) {
        let manifest = model.model.manifest
        switch manifest.task {
        case .ranking, .multiTarget:
            throw ReportError(.work, "a \(manifest.task.rawValue) model can't be evaluated")
        case .binary, .multiclass:
            guard model.outputs.probabilities > 0 else {
                throw ReportError(.work, "the model gives no probabilities, so it can't be evaluated")
            }
        case .regression: break
        }
    }

    private static func position(of column: String, in table: DataTable) throws(ReportError) -> Int {
        if let position = table.columns.firstIndex(of: column) { return position }
        let some = table.columns.prefix(8).map { $0.prefix(80) }.joined(separator: ", ")
        throw ReportError(
            .work,
            "\(table.name) has no column \(column.prefix(80)): it has \(some); --target and --weight name columns")
    }
}

extension AdmittedModel {
    /// What `ScoredRows` holds of rows, from their encoded columns.
    package func values(of encoded: [Float], blockRows: Int = 8192) -> [Float] {
        var values: [Float] = []
        var margins: [Double] = []
        var row: [Double] = []
        let width = scorer.featureCount * blockRows
        for start in stride(from: 0, to: encoded.count, by: width) {
            scorer.score(encoded.span.extracting(start..<min(start + width, encoded.count)), into: &margins)
            for first in stride(from: 0, to: margins.count, by: outputs.margins) {
                row.removeAll(keepingCapacity: true)
                outputs.transform(margins.span.extracting(first..<(first + outputs.margins)), into: &row)
                let kept = model.manifest.task == .binary ? row[outputs.scoreColumns] : row[...]
                for value in kept { values.append(Float(value)) }
            }
        }
        return values
    }
}
