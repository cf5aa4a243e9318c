import Evaluation
import Foundation
import ScoringModel
import TestSupport
import Testing

@testable import ModelTraining

/// Every way of splitting, from the recipe to the parts.
@Suite struct SplitWayTests {
    /// Lines 2 to 61: day goes back and forth, customers have three rows.
    private static let rows = (0..<60).map { row in
        let day = (row * 7) % 60
        return
            "2024-0\(1 + day / 28)-\(day % 28 < 9 ? "0" : "")\(day % 28 + 1),c\(row / 3),\(row % 13),\(row % 2 == 0 ? "p" : "q")\n"
    }
    private static let table = "day,customer,a,y\n" + rows.joined()

    private func train(_ lines: String, files: [String: String] = [:]) throws -> TrainedModel {
        try folder(lines, files: files).train()
    }

    private func folder(_ lines: String, files: [String: String] = [:]) throws -> TrainingFolder {
        let folder = try TrainingFolder(TrainingFolder.recipe + "rounds: 3\n" + lines + "\n", table: Self.table)
        for (name, text) in files {
            try Data(text.utf8).write(to: folder.folder.url.appending(path: name))
        }
        return folder
    }

    private func days(_ examples: ExampleTable) -> Set<Substring> {
        Set(examples.places.map { Self.rows[Int($0.line) - 2].prefix(10) })
    }

    private func customers(_ examples: ExampleTable) -> Set<Int> {
        Set(examples.places.map { (Int($0.line) - 2) / 3 })
    }

    @Test func `by time the newest rows are tested on, and the column is no feature`() throws {
        let trained = try train("split: {validation: 0.2, test: 0.1, by_time: day}\nfeatures: {exclude: [customer]}")
        let test = try #require(trained.test)
        #expect(trained.training.count == 42 && trained.validation.count == 12 && test.count == 6)
        let latest = try #require(days(trained.training).max())
        #expect(days(trained.validation).allSatisfy { $0 > latest })
        let newest = try #require(days(trained.validation).max())
        #expect(days(test).allSatisfy { $0 > newest })
        #expect(trained.model.manifest.features.map(\.name) == ["a"])
        #expect(trained.outcomes.map(\.name) == ["train", "validation", "test"])
        #expect(trained.model.manifest.training?.testRows == 6)
        #expect(trained.model.manifest.training?.testMetrics.isEmpty == false)
    }

    @Test func `by group no customer is in two parts`() throws {
        let trained = try train("split: {validation: 0.2, test: 0.2, by_group: customer}\nfeatures: {exclude: [day]}")
        let test = try #require(trained.test)
        let parts = [trained.training, trained.validation, test].map(customers)
        #expect(parts.map(\.count).reduce(0, +) == 20)
        #expect(parts[0].union(parts[1]).union(parts[2]).count == 20)
        #expect(parts[1].count == 4 && parts[2].count == 4)
        #expect(trained.model.manifest.features.map(\.name) == ["a"])
    }

    @Test func `files of their own judge, in any order of columns`() throws {
        let own = "y,a,customer,day\np,1,c1,2024-03-01\nq,2,c1,2024-03-02\n"
        let trained = try train(
            "features: {include: [a]}\nsplit: {validation: v.csv, test: w.csv}",
            files: ["v.csv": own, "w.csv": own + own.dropFirst(17)])
        #expect(trained.training.count == 60)
        #expect(trained.validation.rows == [1, 2])
        #expect(trained.validation.places == [RowPlace(file: 1, line: 2), RowPlace(file: 1, line: 3)])
        #expect(trained.test?.places.map(\.file).allSatisfy { $0 == 2 } == true)
        #expect(trained.origin.files.map { $0.split(separator: "/").last } == ["t.csv", "v.csv", "w.csv"])
    }

    @Test func `test rows choose nothing`() throws {
        let lines = "features: {include: [a]}\nearly_stopping: 2\nthreshold: {maximize: f1}\nsplit: {test: w.csv}"
        let one = try train(lines, files: ["w.csv": "a,y\n1,p\n2,q\n"])
        let two = try train(lines, files: ["w.csv": "a,y\n9,q\n8,q\n7,q\n"])
        #expect(one.model.predictor == two.model.predictor)
        #expect(one.model.manifest.decisionThreshold == two.model.manifest.decisionThreshold)
        #expect(one.model.manifest.training?.metrics == two.model.manifest.training?.metrics)
        #expect(one.fittedOnValidation == ["early_stopping", "threshold"])
        // The fingerprint is of all that was read.
        #expect(one.origin.sha256 != two.origin.sha256)
    }

    @Test(arguments: [
        ("split: {by_time: dai}", "r.yaml, line 5: t.csv has no column dai; did you mean day?"),
        (
            "split: {by_time: customer}",
            "t.csv, line 2: the split goes by customer, which is \"c0\" here; expected a date or a number"
        ),
        (
            "features: {include: [a]}\nsplit: {validation: v.csv}",
            "v.csv, line 3: the target y is \"r\", a class that the training rows do not have"
        ),
        (
            "features: {include: [a, day]}\nsplit: {validation: w.csv}",
            "r.yaml, line 5: day is a date, which is no feature itself: derive one from it, or exclude it"
        ),
        ("features: {include: [customer]}\nsplit: {validation: w.csv}", "w.csv has no column customer"),
        ("features: {include: [a]}\nsplit: {test: none.csv}", "none.csv"),
        ("features: {include: [a]}\nsplit: {by_group: y}", "t.csv: no training row has the class"),
        (
            "features: {include: [a]}\nsplit: {test: 0.3, by_group: y}",
            "t.csv: the column y has too few different values"
        ),
        (
            "cross_validation: {folds: 30}\nsplit: {by_group: customer}\nfeatures: {include: [a]}",
            "r.yaml, line 5: the table has too few different values of customer for 30 folds"
        ),
    ])
    func `a split that can't be is refused`(lines: String, message: String) throws {
        let files = ["v.csv": "a,y\n1,p\n2,r\n", "w.csv": "a,y,day\n1,p,2024-01-01\n2,q,2024-01-01\n"]
        #expect(try folder(lines, files: files).problem().hasPrefix(message))
    }

    @Test func `folds judge every row that is no test row once`() throws {
        let trained = try train(
            "features: {include: [a]}\nsplit: {test: 0.2}\ncross_validation: {folds: 4}\nearly_stopping: 2")
        #expect(trained.folds.count == 4)
        #expect(trained.folds.map(\.count).reduce(0, +) == 48)
        #expect(trained.model.manifest.training?.foldMetrics.count == 4)
    }

    @Test func `folds over time use the way of the split`() throws {
        let trained = try train(
            "features: {include: [a]}\nsplit: {by_time: day}\ncross_validation: {folds: 3}")
        // Four blocks, of which the oldest judges nothing.
        #expect(trained.folds.map(\.count).reduce(0, +) == 45)
    }
}
