import TrainingData

/// The flights of `recipes/flights`, each with the weather at its airport in the hour in which it was to leave, and whether
/// it arrived late: what a query over two tables would give.
struct FlightsWithWeather: RowSource {
    /// Columns of the flights that are taken as they are.
    private static let flight = ["leaves", "carrier", "origin", "destination", "distance", "planned_minutes"]
    private static let weather = ["temperature", "wind", "rain", "visibility"]
    /// Late from so many minutes on.
    private static let limit = 30.0

    func open(folder: String) throws -> RowStream {
        let flights = try JoinedTable(folder + "/flights.csv.gz", columns: Self.flight)
        let conditions = try JoinedTable(folder + "/weather.jsonl.gz", columns: Self.weather).rowsByKey()
        let unknown = [String?](repeating: nil, count: Self.weather.count)
        let delay = try flights.position(of: "arrival_delay")
        let rows = (0..<flights.table.rowCount).lazy.map { row in
            let minutes = flights.table.number(row: row, column: delay)
            let late = minutes.map { $0 >= Self.limit ? "yes" : "no" }
            return flights.cells(row) + (conditions[flights.key(row)] ?? unknown) + [late]
        }
        return .rows(columns: Self.flight + Self.weather + ["late"], rows)
    }
}

/// A table whose rows are found by airport and hour.
private struct JoinedTable {
    let table: DataTable
    private let path: String
    private var keys: [Int] = []
    private var columns: [Int] = []

    init(_ path: String, columns names: [String]) throws(DataError) {
        self.path = path
        table = try DataReader(DataChoices(file: path)).read()
        for name in ["origin", "hour"] { keys.append(try position(of: name)) }
        for name in names { columns.append(try position(of: name)) }
    }

    func position(of name: String) throws(DataError) -> Int {
        guard let position = table.columns.firstIndex(of: name) else {
            throw DataError("\(path) has no column \(name)")
        }
        return position
    }

    func key(_ row: Int) -> [String] { keys.map { table.text(row: row, column: $0) } }

    func cells(_ row: Int) -> [String?] { columns.map { table.text(row: row, column: $0) } }

    func rowsByKey() -> [[String]: [String?]] {
        Dictionary((0..<table.rowCount).map { (key($0), cells($0)) }) { first, _ in first }
    }
}
