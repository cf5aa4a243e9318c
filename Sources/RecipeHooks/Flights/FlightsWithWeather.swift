import TrainingData

/// The flights of `recipes/flights`, each with the weather at its airport in the hour in which it was to leave: two tables
/// that a query would join.
struct FlightsWithWeather: RowSource {
    /// Columns of the flights that are taken as they are.
    private static let taken = ["leaves", "carrier", "origin", "destination", "distance", "planned_minutes"]
    private static let weather = ["temperature", "wind", "rain", "visibility"]

    func open(folder: String) throws -> RowStream {
        let flights = try DataReader(DataChoices(file: folder + "/flights.csv.gz")).read()
        let conditions = try conditions(folder)
        let taken = try Self.taken.map { try flights.position(of: $0) }
        let (origin, hour, delay) =
            (try flights.position(of: "origin"), try flights.position(of: "hour"), try flights.position(of: "arrival_delay"))
        let rows = (0..<flights.rowCount).lazy.map { row in
            let place = flights.text(row: row, column: origin) + " " + flights.text(row: row, column: hour)
            let late = flights.number(row: row, column: delay).map { $0 >= 30 ? "yes" : "no" }
            return taken.map { flights.text(row: row, column: $0) }
                + (conditions[place] ?? Array(repeating: nil, count: Self.weather.count)) + [late]
        }
        return .rows(columns: Self.taken + Self.weather + ["late"], rows)
    }

    /// By airport and hour.
    private func conditions(_ folder: String) throws -> [String: [String?]] {
        let table = try DataReader(DataChoices(file: folder + "/weather.jsonl.gz")).read()
        let (origin, hour) = (try table.position(of: "origin"), try table.position(of: "hour"))
        let columns = try Self.weather.map { try table.position(of: $0) }
        var conditions: [String: [String?]] = [:]
        for row in 0..<table.rowCount {
            let place = table.text(row: row, column: origin) + " " + table.text(row: row, column: hour)
            conditions[place] = columns.map { table.text(row: row, column: $0) }
        }
        return conditions
    }
}
