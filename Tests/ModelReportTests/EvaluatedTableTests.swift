import Evaluation
import Foundation
import ModelFile
import ScoringModel
import TestSupport
import Testing
import TrainingData

@testable import ModelReport

@Suite struct EvaluatedTableTests {
    private static let model = Result { try Gate.admit(Array(Data(contentsOf: URL(filePath: Programs.penguins)))) }

    private func table(_ text: String, _ folder: TemporaryFolder) throws -> DataTable {
        let path = folder.path("rows.csv")
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        return try DataReader(DataChoices(file: path)).read()
    }

    @Test("Rows that can't be judged are left out and counted, unseen categories too")
    func leftOut() throws {
        let folder = try TemporaryFolder()
        let table = try table(
            """
            species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,weight
            Adelie,Torgersen,39.1,18.7,181,3750,1
            ,Torgersen,39.5,17.4,186,3800,1
            Emperor,Biscoe,50,15,222,5100,1
            Gentoo,Atlantis,50,15,222,5100,2.5
            Gentoo,Biscoe,long,15,222,5100,1
            Chinstrap,Dream,NA,18,195,3700,0

            """, folder)
        let model = try Self.model.get()
        let evaluated = try EvaluatedTable(table, with: model, weight: "weight")
        #expect(evaluated.rows.targets == [0, 2, 1] && evaluated.rows.weights == [1, 2.5, 0])
        #expect(
            evaluated.positions.map(table.placeText).map { String($0.suffix(6)) } == ["line 2", "line 5", "line 7"])
        let notes = evaluated.notes.joined(separator: "\n")
        #expect(notes.contains("Left out: 1 row without a value of species."))
        #expect(
            notes.contains("1 row with a value of species that the model does not have") && notes.contains("Emperor"))
        #expect(notes.contains("1 row that can't be scored") && notes.contains("line 6"))
        #expect(notes.contains("no column sex"))
        #expect(notes.contains("1 value of island never came in training"))
        let report = Report(ReportInput(evaluated, with: model, path: "m"))
        #expect(report.columns.map(\.unseen) == [1, 0, 0, 0, 0, 0])
        #expect(report.columns[5].missing == 3 && report.columns[5].drift?.missingShare ?? 0 > 0.9)
        #expect(report.worst.allSatisfy { $0.place.hasSuffix("line 2") || $0.place.hasSuffix("line 5") })
    }

    @Test(
        "A table that says nothing about the model is refused in a sentence that names it",
        arguments: [
            ("island\nDream\n", nil, nil, "has no column species"),
            ("species\nEmperor\n", nil, nil, "no row can be judged"),
            ("kind\nAdelie\n", "sort", nil, "has no column sort"),
            ("species,w\nAdelie,-1\n", nil, "w", "line 2: the weight w is \"-1\""),
            ("species,w\nAdelie,0\n", nil, "w", "every row has the weight 0"),
        ] as [(String, String?, String?, String)])
    func refused(text: String, target: String?, weight: String?, sentence: String) throws {
        let folder = try TemporaryFolder()
        let table = try table(text, folder)
        let model = try Self.model.get()
        let error = #expect(throws: ReportError.self) {
            try EvaluatedTable(table, with: model, target: target, weight: weight)
        }
        #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("rows.csv") == true)
    }
}
