import ModelFile
import ScoringEngine
import ScoringModel
import Tables

/// Rows of a CSV or TSV file scored in this process, a block at a time.
struct CellPredictor {
    private let model: AdmittedModel
    private let columns: OutputColumns
    /// Table columns that are features, in the order of the table.
    private let cells: [(column: Int, feature: Int)]
    private var row: EncodedRow
    private var rows: [Double] = []
    private var failures: [RowError?] = []
    private var values: [Double] = []

    init(_ model: AdmittedModel, _ columns: OutputColumns, table: [String]) {
        self.model = model
        self.columns = columns
        row = EncodedRow(model.encoder)
        let positions = Dictionary(uniqueKeysWithValues: table.enumerated().map { ($0.element, $0.offset) })
        cells = model.encoder.features.enumerated()
            .compactMap { feature in positions[feature.element.name].map { ($0, feature.offset) } }
            .sorted { $0.column < $1.column }
    }

    var rowCount: Int { failures.count }

    /// Adds the reader's current row.
    mutating func append(_ reader: borrowing TableReader) {
        // The first one counts, as it does for a worker.
        var failure: RowError?
        for cell in cells {
            do throws(RowError) { try row.set(field: reader.field(at: cell.column), at: cell.feature) } catch {
                failure = failure ?? error
            }
        }
        do throws(RowError) { try row.finish(into: &rows) } catch { failure = failure ?? error }
        failures.append(failure)
    }

    /// Answers of the rows added since the last call.
    mutating func answers() -> [RowAnswer] {
        var margins: [Double] = []
        model.scorer.score(rows.span, into: &margins)
        let width = model.scorer.groupCount
        var answers: [RowAnswer] = []
        answers.reserveCapacity(failures.count)
        for (row, failure) in failures.enumerated() {
            if let failure {
                answers.append(.failed("\(failure.code.rawValue): \(failure.problem)"))
            } else {
                answers.append(answer(margins[row * width..<(row + 1) * width]))
            }
        }
        rows.removeAll(keepingCapacity: true)
        failures.removeAll(keepingCapacity: true)
        return answers
    }

    private mutating func answer(_ margins: ArraySlice<Double>) -> RowAnswer {
        values.removeAll(keepingCapacity: true)
        model.outputs.transform(margins.span, into: &values)
        var numbers: [Double] = []
        for kind in columns.kinds {
            switch kind {
            case .label: break
            case .score: numbers.append(contentsOf: values[model.outputs.scoreColumns])
            case .probabilities: numbers.append(contentsOf: values)
            case .margin: numbers.append(contentsOf: margins)
            }
        }
        let label = columns.hasLabel ? columns.classLabels[model.outputs.labelIndex(values.span)] : nil
        return .scored(label: label, numbers: numbers)
    }
}
