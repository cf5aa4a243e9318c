import ScoringModel
import TrainingData

/// Rows of one table that have a target, with what is known of them before they are encoded.
struct LabelledRows: Sendable {
    /// Rows of the table, ascending.
    var rows: [Int]
    /// One per row: for XGBoost, 1 for the positive class of two, the class's index of several, or the number.
    var targets: [Float]
    /// One per row; nil without a column of weights.
    var weights: [Float]?

    func at(_ positions: [Int]) -> LabelledRows {
        LabelledRows(
            rows: positions.map { rows[$0] }, targets: positions.map { targets[$0] },
            weights: weights.map { weights in positions.map { weights[$0] } })
    }
}

extension DataTable {
    /// The weights of rows.
    func weights(_ rows: [Int], column: Int) throws(TrainingError) -> [Float] {
        var weights: [Float] = []
        weights.reserveCapacity(rows.count)
        for row in rows {
            guard let number = number(row: row, column: column), number >= 0, Float(number).isFinite else {
                let cell = text(row: row, column: column).prefix(40)
                throw failure(
                    row: row,
                    "the weight \(columns[column]) is \(cell.isEmpty ? "missing" : "\"\(cell)\""); expected a number from 0 on "
                        + "that Float32 holds")
            }
            weights.append(Float(number))
        }
        return weights
    }

    /// The times of rows: numbers, or dates as seconds since 1970.
    func times(_ rows: [Int], column: Int) throws(TrainingError) -> [Double] {
        var times: [Double] = []
        times.reserveCapacity(rows.count)
        for row in rows {
            let time = number(row: row, column: column) ?? DateText.parse(cell(row: row, column: column).span)
            guard let time, time.isFinite else {
                throw failure(
                    row: row,
                    "the split goes by \(columns[column]), which is \"\(text(row: row, column: column).prefix(40))\" here; "
                        + "expected a date or a number")
            }
            times.append(time)
        }
        return times
    }

    /// The number of each row's group, in the order in which groups appear.
    func groups(_ rows: [Int], column: Int) throws(TrainingError) -> [Int] {
        var numbers: [[UInt8]: Int] = [:]
        var groups: [Int] = []
        groups.reserveCapacity(rows.count)
        for row in rows {
            guard !isMissing(row: row, column: column) else {
                throw failure(row: row, "the split goes by \(columns[column]), which has no value here")
            }
            let cell = cell(row: row, column: column)
            let number = numbers[cell] ?? numbers.count
            numbers[cell] = number
            groups.append(number)
        }
        return groups
    }
}
