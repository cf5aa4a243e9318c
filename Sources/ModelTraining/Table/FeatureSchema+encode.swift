import ScoringModel

extension FeatureSchema {
    /// Encodes rows. Every cell goes through the encoder that the worker uses.
    /// - Parameter file: number of the table's file.
    func encode(_ labelled: LabelledRows, _ table: TrainingTable, file: Int32) throws(TrainingError) -> ExampleTable {
        let encoder = RowEncoder(features: features, derived: derived)
        let columns = try table.positions(of: names)
        var row = EncodedRow(encoder)
        var rows: [Float] = []
        rows.reserveCapacity(labelled.rows.count * encoder.columnCount)
        for number in labelled.rows {
            do throws(RowError) {
                for (position, column) in columns.enumerated() {
                    try row.set(field: table.cell(row: number, column: column).span, at: position)
                }
                try row.finish(into: &rows)
            } catch { throw table.failure(row: number, "the row \(error.problem)") }
        }
        return ExampleTable(
            columnCount: encoder.columnCount, rows: rows, targets: labelled.targets, weights: labelled.weights,
            places: labelled.rows.map { RowPlace(file: file, line: Int32(clamping: table.lines[$0])) })
    }

    /// Gives every `concat` the pairs that these rows have, in the order of their bytes.
    mutating func learnCategories(_ rows: [Int], _ table: TrainingTable) throws(TrainingError) {
        for position in derived.indices {
            guard case .concat(let first, let second, let separator) = derived[position].derivation else { continue }
            let sides = features.filter { $0.name == first } + features.filter { $0.name == second }
            let encoder = RowEncoder(features: sides)
            let columns = try table.positions(of: [first, second])
            var pairs: Set<[Float]> = []
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
                    "\(table.path): no training row has both \(first) and \(second) for \(derived[position].name)")
            }
            derived[position].categories = texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }
}

extension TrainingTable {
    /// Positions of columns that another table of the same recipe has.
    func positions(of names: [String]) throws(TrainingError) -> [Int] {
        let known = Dictionary(uniqueKeysWithValues: zip(columns, columns.indices))
        return try names.map { name throws(TrainingError) in
            guard let position = known[name] else { throw TrainingError(.work, "\(path) has no column \(name)") }
            return position
        }
    }
}
