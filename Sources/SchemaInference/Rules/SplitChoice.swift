/// How validation rows are best chosen: the newest ones, or whole groups.
package struct SplitChoice: Sendable, Equatable {
    /// A column of dates.
    package var time: String?
    /// Whether the file is in that column's order.
    package var isInOrder = false
    /// A column that names what several rows are about.
    package var group: String?

    init(_ table: TableSurvey, besides target: Int) {
        for (position, column) in table.columns.enumerated() where position != target {
            if column.content == .dates, column.values.count > 1, !isInOrder {
                let isInOrder = Self.isAscending(column)
                if time == nil || isInOrder { (time, self.isInOrder) = (column.name, isInOrder) }
            }
            // With fewer groups than this, validation rows could not be spread over any.
            if group == nil, RepeatedKey.isGroup(column), column.values.count >= 10 { group = column.name }
        }
    }

    private static func isAscending(_ column: ColumnSummary) -> Bool {
        let positions = column.codes.compactMap { $0 < 0 ? nil : column.values[Int($0)].position }
        return positions.count > 2 && zip(positions, positions.dropFirst()).allSatisfy { $0 <= $1 }
    }
}
