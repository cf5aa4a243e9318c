import ScoringModel

/// What is derived from a date: the parts in which the table's dates differ, and the distance to a fixed day or another date.
struct DateFeatures {
    private static let day = 86_400.0

    /// `since` is an earlier column of dates, if there is one.
    static func drafts(_ column: ColumnSummary, since: ColumnSummary?, taken: Set<String>) -> [DerivedDraft] {
        guard let range = column.range else { return [] }
        let span = (range.upperBound - range.lowerBound) / day
        let dates = column.values.compactMap(\.position)
        var parts: [String] = []
        if span >= 60, differ(dates, { DateText.text($0).dropFirst(5).prefix(2) }) { parts.append("month") }
        // Of dates that are all the first of a month the weekday says nothing.
        if span >= 14, differ(dates, { DateText.text($0).dropFirst(8).prefix(2) }) { parts.append("weekday") }
        if differ(dates, { DateText.text($0).dropFirst(11).prefix(2) }) { parts.append("hour") }
        var taken = taken
        func name(_ suffix: String) -> String {
            var name = "\(column.name)_\(suffix)"
            while !taken.insert(name).inserted { name += "_" }
            return name
        }
        var drafts = parts.map {
            DerivedDraft(name: name($0), settings: [("date_part", column.name), ("part", $0)])
        }
        if let since {
            drafts.append(
                DerivedDraft(
                    name: name("days_since_\(since.name)"),
                    settings: [("days_since", column.name), ("since", since.name)]))
        } else if span >= 2 {
            drafts.append(
                DerivedDraft(
                    name: name("days"),
                    settings: [("days_since", column.name), ("since", DateText.day(range.lowerBound))]))
        }
        return drafts
    }

    private static func differ(_ dates: [Double], _ part: (Double) -> Substring) -> Bool {
        guard let first = dates.first.map(part) else { return false }
        return dates.contains { part($0) != first }
    }
}
