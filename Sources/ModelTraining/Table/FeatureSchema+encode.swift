import ScoringModel
import TrainingData

extension FeatureSchema {
    /// Encodes rows. Every cell goes through the encoder that the worker uses. `file` is the number of the table's first
    /// file.
    func encode(_ labelled: LabelledRows, _ table: DataTable, file: Int) throws(TrainingError) -> ExampleTable {
        let encoder = RowEncoder(features: features, derived: derived)
        let columns = try table.positions(of: names)
        var row = EncodedRow(encoder)
        var rows: [Float] = []
        rows.reserveCapacity(labelled.rows.count * encoder.columnCount)
        // Where the text of a number says no more than the number.
        let isNumber = features.map { $0.kind == .numeric || $0.kind == .boolean }
        var text: [UInt8] = []
        for number in labelled.rows {
            do throws(RowError) {
                for (position, column) in columns.enumerated() {
                    if isNumber[position], let value = table.decimal(row: number, column: column) {
                        try row.set(number: value, at: position)
                    } else {
                        text.removeAll(keepingCapacity: true)
                        table.append(row: number, column: column, to: &text)
                        try row.set(field: text.span, at: position)
                    }
                }
                try row.finish(into: &rows)
            } catch { throw table.failure(row: number, "the row \(error.problem)") }
        }
        return ExampleTable(
            columnCount: encoder.columnCount, rows: rows, targets: labelled.targets, weights: labelled.weights,
            places: labelled.rows.map { row in
                let place = table.place(of: row)
                return RowPlace(file: Int32(clamping: file + place.input), line: Int32(clamping: place.line))
            })
    }

    /// Gives every `concat` the pairs that these rows have, in the order of their bytes.
    mutating func learnCategories(_ rows: [Int], _ table: DataTable) throws(TrainingError) {
        for position in derived.indices {
            guard case .concat(let first, let second, let separator) = derived[position].derivation else { continue }
            let sides = features.filter { $0.name == first } + features.filter { $0.name == second }
            let encoder = RowEncoder(features: sides)
            let columns = try table.positions(of: [first, second])
            var pairs: Set<[Double]> = []
            for row in rows {
                do throws(RowError) {
                    let pair = [
                        try encoder.encode(field: table.cell(row: row, column: columns[0]).span, at: 0),
                        try encoder.encode(field: table.cell(row: row, column: columns[1]).span, at: 1),
                    ]
                    if !pair[0].isNaN, !pair[1].isNaN { pairs.insert(pair) }
                } catch { throw table.failure(row: row, "the row \(error.problem)") }
            }
            // Two pairs can make one text: a|b and c, a and b|c.
            let texts = Set(
                pairs.map { pair in
                    sides[0].categories[Int(pair[0])] + separator + sides[1].categories[Int(pair[1])]
                })
            guard !texts.isEmpty else {
                throw TrainingError(
                    .work,
                    "\(table.name): no training row has both \(first) and \(second) for \(derived[position].name)")
            }
            derived[position].categories = texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }
}

extension DataTable {
    /// Positions of columns that another table of the same recipe has.
    func positions(of names: [String]) throws(TrainingError) -> [Int] {
        let known = Dictionary(uniqueKeysWithValues: zip(columns, columns.indices))
        return try names.map { name throws(TrainingError) in
            guard let position = known[name] else { throw TrainingError(.work, "\(self.name) has no column \(name)") }
            return position
        }
    }
}
