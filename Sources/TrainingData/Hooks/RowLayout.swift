/// Which columns rows have. Notes the first name that a filter asked for in vain.
final class RowLayout {
    let columns: [String]
    private let positions: [String: Int]
    private(set) var unknown: String?

    init(_ columns: [String]) {
        self.columns = columns
        positions = Dictionary(zip(columns, columns.indices)) { first, _ in first }
    }

    func position(of column: String) -> Int? {
        if let position = positions[column] { return position }
        if unknown == nil { unknown = column }
        return nil
    }
}
