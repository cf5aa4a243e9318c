import JSONBytes
import ScoringModel
import TrainingData

/// The column that says what the model should have answered.
struct TruthColumn {
    enum Value {
        case missing
        /// A class that the model does not have, or no number.
        case unknown(String)
        /// As `ScoredRows.targets` has it.
        case value(Float)
    }

    private let table: DataTable
    private let column: Int
    private let task: Task
    private let positiveClass: Int
    private let classes: [[UInt8]: Int]

    init(_ table: DataTable, _ column: Int, _ manifest: Manifest) throws(ReportError) {
        self.table = table
        self.column = column
        task = manifest.task
        positiveClass = manifest.positiveClass
        classes = Dictionary(
            manifest.classLabels.enumerated().map { (Array($1.utf8), $0) }, uniquingKeysWith: { first, _ in first })
    }

    func value(_ row: Int) -> Value {
        let cell = table.cell(row: row, column: column)
        if MissingWords.contains(cell.span) { return .missing }
        let number = DecimalNumber.parse(cell.span)
        guard task != .regression else {
            guard let number, Float(number).isFinite else { return .unknown(text(cell)) }
            return .value(Float(number))
        }
        // A class that is a number may be written otherwise here than in training: 1.0 for 1.
        let label = classes[cell] ?? number.flatMap { classes[Array(DecimalNumber.shortest($0).utf8)] }
        guard let label else { return .unknown(text(cell)) }
        return .value(task == .binary ? (label == positiveClass ? 1 : 0) : Float(label))
    }

    private func text(_ cell: [UInt8]) -> String { String(decoding: cell.prefix(40), as: UTF8.self) }
}

/// A column of weights.
struct WeightColumn {
    private let table: DataTable
    private let column: Int

    init(_ table: DataTable, _ column: Int) {
        self.table = table
        self.column = column
    }

    func value(_ row: Int) throws(ReportError) -> Float {
        guard let number = table.number(row: row, column: column), number >= 0, Float(number).isFinite else {
            throw ReportError(
                .work,
                "\(table.placeText(of: row)): the weight \(table.columns[column]) is "
                    + "\"\(table.text(row: row, column: column).prefix(40))\", expected a number that is not negative")
        }
        return Float(number)
    }
}
