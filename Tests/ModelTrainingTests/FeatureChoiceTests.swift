import Foundation
import ScoringEngine
import ScoringModel
import TestSupport
import Testing

@testable import ModelTraining

@Suite struct FeatureChoiceTests {
    private static let rows = (0..<80).map { row -> String in
        let cells = [
            "\(row % 17)", "\(1 + row % 5)", "2024-\(row % 12 < 9 ? "0" : "")\(row % 12 + 1)-15", ["N", "S"][row % 2],
            ["N", "S", "W"][row % 3], "\((row * 31) % 17 + row % 17 * 2)",
        ]
        return cells.joined(separator: ",") + "\n"
    }
    private static let table = "fare,distance,pickup,from,to,y\n" + rows.joined()
    private static let derived = """
        features:
          derived:
            - {name: fare_log, log1p: fare}
            - {name: per_km, ratio: [fare, distance]}
            - {name: month, date_part: pickup, part: month}
            - {name: route, concat: [from, to]}

        """

    private func folder(_ lines: String) throws -> TrainingFolder {
        try TrainingFolder(TrainingFolder.recipe + "task: regression\nrounds: 5\n" + lines, table: Self.table)
    }

    @Test func `derived features are columns behind the others, and rows hold none of them`() throws {
        let trained = try folder(Self.derived + "  exclude: [distance]\n").train()
        let manifest = trained.model.manifest
        #expect(manifest.features.map(\.name) == ["fare", "distance", "pickup", "from", "to"])
        #expect(manifest.features.map(\.isInputOnly) == [false, true, true, false, false])
        #expect(manifest.columnNames == ["fare", "from", "to", "fare_log", "per_km", "month", "route"])
        #expect(trained.training.columnCount == 7)
        let line = try #require(trained.training.places.first?.line)
        let cells = Self.rows[Int(line) - 2].dropLast().split(separator: ",").compactMap { Float($0) }
        let row = trained.training.row(0)
        #expect(row[row.startIndex + 4] == cells[0] / cells[1])
        #expect(manifest.derived[2].statistics?.minimum == 1 && manifest.derived[2].statistics?.maximum == 12)
        #expect(manifest.derived[3].categories == ["N|N", "N|S", "N|W", "S|N", "S|S", "S|W"])
        try trained.model.validate()
    }

    @Test func `categories of a concat are learnt from training rows alone`() throws {
        // The pair N|W stands in one row only, which is the newest.
        let rows = (0..<40).map { "\($0),\($0 % 2 == 0 ? "N" : "S"),\($0 == 38 ? "W" : "N"),\($0 * 3)\n" }
        let folder = try TrainingFolder(
            TrainingFolder.recipe
                + "rounds: 2\nsplit: {by_time: t}\nfeatures: {derived: [{name: route, concat: [from, to]}]}\n",
            table: "t,from,to,y\n" + rows.joined())
        let trained = try folder.train()
        #expect(trained.model.manifest.derived[0].categories == ["N|N", "S|N"])
        // Unseen: missing.
        #expect(trained.validation.rows.last == 1)
        #expect(trained.validation.row(trained.validation.count - 2).last?.isNaN == true)
    }

    @Test func `a column of dates that nothing uses is left out and named`() throws {
        let trained = try folder("").train()
        #expect(trained.unusedDates == ["pickup"])
        #expect(trained.model.manifest.columnNames == ["fare", "distance", "from", "to"])
    }

    @Test(arguments: [
        (
            "features: {derived: [{name: fare, log1p: distance}]}",
            "r.yaml, line 6: the derived feature fare has the name of a column"
        ),
        ("features: {derived: [{name: d, log1p: far}]}", "r.yaml, line 6: t.csv has no column far; did you mean fare?"),
        ("features: {derived: [{name: d, log1p: y}]}", "r.yaml, line 6: y is the target and can't be a feature"),
        (
            "features: {derived: [{name: d, log1p: from}]}",
            "r.yaml, line 6: the derived feature d (log1p) is computed from from, which is categorical, expected numeric"
        ),
        (
            "features: {derived: [{name: d, date_part: fare, part: day}]}",
            "r.yaml, line 6: the derived feature d (date_part) is computed from fare, which is numeric, expected date"
        ),
        (
            "features: {monotone: {far: increasing}}",
            "r.yaml, line 6: far is not among the features; did you mean fare?"
        ),
        (
            "features: {monotone: {from: increasing}}",
            "r.yaml, line 6: from is categorical; only numbers increase or decrease"
        ),
        (
            "features: {monotone: {fare: increasing}}\nparameters: {monotone_constraints: (1)}",
            "r.yaml, line 7: parameters.monotone_constraints can't be set beside features.monotone"
        ),
    ])
    func `a choice that fits no column is refused by line`(lines: String, message: String) throws {
        #expect(try folder(lines + "\n").problem() == message)
    }

    @Test(arguments: ["increasing", "decreasing"])
    func `a monotone feature moves the prediction one way only`(direction: String) throws {
        let lines = "parameters: {max_depth: 4}\nfeatures:\n  monotone: {fare: \(direction), per: \(direction)}\n"
        let derived = "  derived: [{name: per, ratio: [fare, distance]}]\n"
        let trained = try folder(lines + derived).train()
        #expect(
            trained.model.manifest.training?.parameters.value(named: "monotone_constraints")
                == (direction == "increasing" ? "(1,0,0,0,1)" : "(-1,0,0,0,-1)"))
        let scorer = BatchScorer(trained.model.predictor, featureCount: 5)
        for distance in 1...5 {
            // Both move together: per = fare / distance.
            let rows = (0...17).flatMap { (fare: Int) -> [Float] in
                [Float(fare), Float(distance), 0, 1, Float(fare) / Float(distance)]
            }
            let margins = scorer.margins(rows)
            let steps = zip(margins, margins.dropFirst()).map { $1 - $0 }
            #expect(steps.allSatisfy { direction == "increasing" ? $0 >= 0 : $0 <= 0 })
        }
    }
}
