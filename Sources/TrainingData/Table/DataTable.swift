import JSONBytes
package import ScoringModel

/// A table in memory by columns, every cell as it was read. Immutable.
///
/// A cell takes 4 bytes while its column holds short numbers and texts that come again, and 8 with long numbers; different
/// texts are kept once.
package struct DataTable: Sendable {
    /// What the rows come from, for messages.
    package let name: String
    /// Unique and not empty.
    package let columns: [String]
    package let rowCount: Int
    /// SHA-256, lower-case hexadecimal, of all bytes that were read: of files as they are, compressed ones included.
    package let sha256: String
    /// Names of the files, or of what stood for one, in the order in which they were read.
    package let inputs: [String]
    /// Rows that each filter of the recipe dropped.
    package let dropped: [NamedValue<Int>]
    let cells: [DataColumn]
    let places: RowPlaces
    /// What the places count: "line" or "row".
    let placeUnit: String

    /// Bytes of memory.
    package var size: Int { cells.reduce(places.size) { $0 + $1.size } }

    package func isMissing(row: Int, column: Int) -> Bool { cells[column][row].isMissing }

    /// The value of a plain decimal number, correctly rounded; nil for a missing cell and for all other texts, also those
    /// that are numbers in another form.
    @inline(__always)
    package func decimal(row: Int, column: Int) -> Double? {
        let code = cells[column][row]
        return code.isText ? nil : code.isMissing ? nil : code.number
    }

    /// The value of a cell whose text is a number in any form; nil for others and for a missing cell.
    package func number(row: Int, column: Int) -> Double? {
        if let number = decimal(row: row, column: column) { return number }
        return isMissing(row: row, column: column) ? nil : DecimalNumber.parse(cell(row: row, column: column).span)
    }

    /// Appends a cell's text, the one that was read; of a missing cell nothing.
    package func append(row: Int, column: Int, to bytes: inout [UInt8]) {
        cells[column].append(cells[column][row], to: &bytes)
    }

    /// A cell's text; empty when it is missing.
    package func cell(row: Int, column: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        append(row: row, column: column, to: &bytes)
        return bytes
    }

    package func text(row: Int, column: Int) -> String {
        String(decoding: cell(row: row, column: column), as: UTF8.self)
    }

    /// The number of the input in `inputs`, and the line in it on which the row starts, from 1. For a source that gives
    /// rows the line is the row's number.
    package func place(of row: Int) -> (input: Int, line: Int) { places.place(of: row) }

    /// "FILE, line N".
    package func placeText(of row: Int) -> String {
        let (input, line) = places.place(of: row)
        return "\(inputs[input]), \(placeUnit) \(line)"
    }
}
