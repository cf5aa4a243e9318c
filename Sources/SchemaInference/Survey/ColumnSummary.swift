/// What rules know of one column: the kinds of all its cells, and the cells of the sampled rows.
package struct ColumnSummary: Sendable, Equatable {
    package let name: String
    /// Of all rows.
    package internal(set) var missing = 0
    var numbers = 0
    var booleans = 0
    var dates = 0
    var texts = 0
    /// Different cells of the sampled rows that are not missing, in the order in which they appear.
    var values: [CellValue] = []
    /// Per sampled row the cell's position in `values`; -1 is missing.
    var codes: [Int32] = []
    /// Sampled rows of each of `values`.
    private(set) var counts: [Int] = []

    init(name: String) { self.name = name }

    /// Cells of all rows that are not missing.
    var present: Int { numbers + booleans + dates + texts }

    /// Sampled cells that are not missing.
    var sampled: Int { counts.reduce(0, +) }

    /// The kind of every cell; nil when there are several, or none.
    var content: Content? {
        switch present {
        case 0: nil
        case numbers: .numbers
        case booleans: .booleans
        case dates: .dates
        case texts: .texts
        default: nil
        }
    }

    enum Content: Sendable, Equatable { case numbers, booleans, dates, texts }

    /// Whether every sampled cell is a whole number.
    var isWhole: Bool {
        values.allSatisfy { value in
            if case .number(let number) = value.content { number == number.rounded() } else { false }
        }
    }

    /// Least and greatest number, or second of a date.
    var range: ClosedRange<Double>? {
        let positions = values.compactMap(\.position)
        guard let low = positions.min(), let high = positions.max() else { return nil }
        return low...high
    }

    /// The most frequent value and its sampled rows.
    var mode: (value: CellValue, count: Int)? {
        guard let count = counts.max(), let position = counts.firstIndex(of: count) else { return nil }
        return (values[position], count)
    }

    /// Forgets values that no sampled row has, and counts the others.
    mutating func settle() {
        var places: [Int32: Int32] = [:]
        var kept: [CellValue] = []
        counts = []
        for (row, code) in codes.enumerated() where code >= 0 {
            if let place = places[code] {
                counts[Int(place)] += 1
                codes[row] = place
            } else {
                let place = Int32(kept.count)
                places[code] = place
                kept.append(values[Int(code)])
                counts.append(1)
                codes[row] = place
            }
        }
        values = kept
    }

    /// Whether both hold the same in every row: the same text, or the same number.
    func hasSameCells(as other: ColumnSummary) -> Bool {
        // Codes are given in the order of appearance, hence equal columns have equal codes unless one number is written in
        // two ways; those two are not worth telling apart.
        missing == other.missing && codes == other.codes
            && zip(values, other.values).allSatisfy { one, two in
                one.text.utf8.elementsEqual(two.text.utf8) || (one.position != nil && one.position == two.position)
            }
    }
}
