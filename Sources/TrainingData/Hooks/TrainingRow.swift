import JSONBytes

/// One row on its way into a training: texts by the names of their columns.
public struct TrainingRow {
    let layout: RowLayout
    /// Cells of the row, one after another with a byte between two, as they were read.
    let bytes: [UInt8]
    /// Where each column's cell stands in `bytes`.
    let ranges: [Range<Int>]
    /// What filters put in their place, by the column's position.
    private(set) var changes: [Int: String] = [:]

    init(layout: RowLayout, bytes: [UInt8], ranges: [Range<Int>]) {
        self.layout = layout
        self.bytes = bytes
        self.ranges = ranges
    }

    /// In the order of `cells`.
    public var columns: [String] { layout.columns }

    /// The cell's text; nil when it is empty. A name that the data does not have ends the training, except that JSON Lines
    /// may bring a name later: there it is nil.
    public subscript(column: String) -> String? {
        get { layout.position(of: column).flatMap(cell) }
        set { if let position = layout.position(of: column) { changes[position] = newValue ?? "" } }
    }

    /// Every cell, nil where it is empty.
    public var cells: [String?] { ranges.indices.map(cell) }

    /// The cell as a finite number; nil when it is empty or no number.
    public func number(_ column: String) -> Double? {
        self[column].flatMap { text in
            DecimalNumber.parse(Array(text.utf8).span).flatMap { $0.isFinite ? $0 : nil }
        }
    }

    private func cell(_ position: Int) -> String? {
        let text = changes[position] ?? String(decoding: bytes[ranges[position]], as: UTF8.self)
        return text.isEmpty ? nil : text
    }
}
