import ScoringEngine
import ScoringModel
import TrainingData

/// What a golden table proved.
package struct GoldenProof: Sendable, Equatable {
    /// Of the table.
    package let rowCount: Int
    /// Names of the columns that were compared.
    package let columns: [String]
    /// Between the table and the engine, and what was allowed.
    package let largestDifference: Double
    package let allowed: Double
}

extension GoldenTable {
    /// Differences that come of printing numbers with few digits, as a part of the largest number and at least of 1.
    private static let tolerance = 1e-5
    private static let marginNames = ["margin", "raw_score"]
    private static let predictionNames = ["prediction", "probability"]

    /// Holds the engine against the table, and gives the golden rows that a model file keeps (a short table is repeated)
    /// with the tolerance within which the engine gives their margins.
    ///
    /// Of a table with predictions alone the margins kept are the engine's, from which it computed those predictions.
    /// `doubt` follows a message about numbers that differ.
    func prove(
        _ model: Model, doubt: String
    ) throws(TrainingError) -> (golden: GoldenRows, tolerance: Float, proof: GoldenProof) {
        let groups = model.predictor.groupCount
        let rows = try rows(for: model)
        var found: [Double] = []
        BatchScorer(model.predictor, featureCount: model.manifest.columnCount).score(rows.span, into: &found)
        var margins = found
        var checks: [Comparison] = []
        if let columns = try marginColumns(groups, model.manifest.classLabels) {
            margins = try numbers(columns, model.predictor.precision)
            checks.append(Comparison(what: "margins", columns: columns, theirs: margins, mine: found))
        }
        if let predictions = try predictions(model, margins: found) { checks.append(predictions) }
        guard !checks.isEmpty else { throw noAnswers(groups) }
        for check in checks { try expectEqual(check, model, margins: found, doubt: doubt) }
        let isExact = checks[0].what == "margins" && margins == found
        let allowed = checks.map(\.allowed).max() ?? 0
        let repeats = (GoldenRows.minimumCount + table.rowCount - 1) / table.rowCount
        return (
            GoldenRows(
                rows: Array(repeatElement(rows, count: repeats).joined()),
                expected: Array(repeatElement(margins, count: repeats).joined()), count: table.rowCount * repeats),
            isExact ? 0 : Float(allowed).nextUp,
            GoldenProof(
                rowCount: table.rowCount, columns: checks.flatMap { $0.columns.map { table.columns[$0] } },
                largestDifference: checks.map(\.largest).max() ?? 0, allowed: allowed)
        )
    }

    /// Nil when there is none.
    private func marginColumns(_ groups: Int, _ labels: [String]) throws(TrainingError) -> [Int]? {
        let found = columns(Self.marginNames, outputs: groups, labels: labels)
        let columns = found.compactMap(\.self)
        guard columns.isEmpty || columns.count == groups else {
            let absent = found.firstIndex { $0 == nil } ?? 0
            throw TrainingError(
                .work, "\(table.name) has no column margin_\(absent), but others of the model's \(groups) margins")
        }
        return columns.isEmpty ? nil : columns
    }

    private func noAnswers(_ groups: Int) -> TrainingError {
        let several = groups > 1 ? "_0, …_1 and so on" : ""
        return TrainingError(
            .work,
            "\(table.name) has neither the library's margins nor its predictions: add columns margin\(several) or "
                + "prediction\(several), as docs/import.md shows")
    }

    // MARK: Predictions

    /// The table's predictions beside the engine's; nil when it has none.
    private func predictions(_ model: Model, margins: [Double]) throws(TrainingError) -> Comparison? {
        let outputs = OutputCalculator(model.manifest, groupCount: model.predictor.groupCount)
        let values = Self.values(outputs, margins)
        let width = outputs.valueColumns
        var found = columns(Self.predictionNames, outputs: width, labels: model.manifest.classLabels)
        if model.manifest.task == .binary, found.allSatisfy({ $0 == nil }) {
            // One number: the score of the positive class.
            found = Array(repeating: nil, count: width)
            found[outputs.scoreColumns.lowerBound] = columns(Self.predictionNames, outputs: 1, labels: [])[0]
        }
        let shown = found.indices.filter { found[$0] != nil }
        let columns = found.compactMap(\.self)
        guard !columns.isEmpty else { return nil }
        let mine = (0..<table.rowCount).flatMap { row in shown.map { values[row * width + $0] } }
        return Comparison(
            what: "predictions", columns: columns, theirs: try numbers(columns, outputs.precision), mine: mine)
    }

    private static func values(_ outputs: OutputCalculator, _ margins: [Double]) -> [Double] {
        var values: [Double] = []
        for start in stride(from: 0, to: margins.count, by: outputs.margins) {
            outputs.transform(margins.span.extracting(start..<(start + outputs.margins)), into: &values)
        }
        return values
    }

    // MARK: Comparison

    /// Numbers of some columns and the engine's, row by row.
    private struct Comparison {
        let what: String
        let columns: [Int]
        let theirs: [Double]
        let mine: [Double]

        var differences: [Double] { zip(mine, theirs).map { ($0 - $1).magnitude } }
        var largest: Double { differences.max() ?? 0 }
        var allowed: Double { GoldenTable.tolerance * theirs.reduce(1) { max($0, $1.magnitude) } }
        // Written so that NaN does not pass.
        var isEqual: Bool { zip(mine, theirs).allSatisfy { ($0 - $1).magnitude <= allowed } }
    }

    private func expectEqual(
        _ check: Comparison, _ model: Model, margins: [Double], doubt: String
    ) throws(TrainingError) {
        guard !check.isEqual else { return }
        let (differences, allowed, width) = (check.differences, check.allowed, check.columns.count)
        let wrong = differences.indices.filter { !(differences[$0] <= allowed) }
        let worst = wrong.max { differences[$0] < differences[$1] } ?? wrong[0]
        func column(_ index: Int) -> String { table.columns[check.columns[index % width]] }
        func text(_ number: Double) -> String {
            model.predictor.precision == .float32 ? "\(Float(number))" : "\(number)"
        }
        let rows = Set(wrong.map { $0 / width }).count
        throw table.failure(
            row: wrong[0] / width,
            "\(column(wrong[0])) is \(text(check.theirs[wrong[0]])), the engine gives \(text(check.mine[wrong[0]])); \(rows) "
                + "of \(table.rowCount) rows differ by more than \(Float(allowed)), the largest difference is "
                + "\(Float(differences[worst])), of \(column(worst)) in line \(table.place(of: worst / width).line); nothing "
                + "was written\(hint(check, model, margins: margins) ?? doubt)")
    }

    /// What the numbers are instead, where that is to be seen.
    private func hint(_ check: Comparison, _ model: Model, margins: [Double]) -> String? {
        let outputs = OutputCalculator(model.manifest, groupCount: model.predictor.groupCount)
        if check.what == "margins" {
            let values = Self.values(outputs, margins)
            let scores = model.manifest.task == .binary ? outputs.scoreColumns : 0..<outputs.valueColumns
            let predictions = (0..<table.rowCount).flatMap { row in
                scores.map { values[row * outputs.valueColumns + $0] }
            }
            let other = Comparison(what: "", columns: check.columns, theirs: check.theirs, mine: predictions)
            if predictions.count == check.theirs.count, other.isEqual {
                return ". These are predictions: name the column prediction, not margin"
            }
        } else if margins.count == check.theirs.count,
            Comparison(what: "", columns: check.columns, theirs: check.theirs, mine: margins).isEqual
        {
            return ". These are margins: name the column margin"
        }
        return nil
    }
}
