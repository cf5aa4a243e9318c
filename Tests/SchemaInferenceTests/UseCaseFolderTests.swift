import Foundation
import TestSupport
import Testing

@testable import SchemaInference

@Suite struct UseCaseFolderTests {
    private let folder: TemporaryFolder
    private let findings: SchemaFindings

    init() throws {
        folder = try TemporaryFolder()
        let rows = (0..<30).map { "\($0 % 7),\($0 % 2)\n" }.joined()
        try ("x,y\n" + rows).write(toFile: folder.path("t.csv"), atomically: false, encoding: .utf8)
        findings = try SchemaFindings(.read(folder.path("t.csv")), target: "y")
    }

    @Test("Folders are made, and the recipe finds the table from its own place")
    func writes() throws {
        let files = try UseCaseFolder(name: "m", under: folder.path("a/b"), force: false).write(findings)
        #expect(
            files.map { $0.replacing(folder.url.path + "/", with: "") } == [
                "a/b/m/recipe.yaml", "a/b/m/sample_job.json", "a/b/m/README.md",
            ])
        #expect(try String(contentsOfFile: files[0], encoding: .utf8).contains("\ndata: ../../../t.csv "))
    }

    @Test("What is there already stays unless it is forced")
    func keeps() throws {
        _ = try UseCaseFolder(name: "m", under: folder.url.path, force: false).write(findings)
        let error = #expect(throws: SchemaError.self) {
            try UseCaseFolder(name: "m", under: folder.url.path, force: false)
        }
        #expect(error?.kind == .usage && error?.description.contains("recipe.yaml is there already") == true)
        _ = try UseCaseFolder(name: "m", under: folder.url.path, force: true).write(findings)
    }

    @Test(
        "A name that is no model's is refused",
        arguments: ["", ".", "..", "a/b", "a b", "é", String(repeating: "a", count: 65)])
    func names(name: String) {
        #expect(throws: SchemaError.self) { try UseCaseFolder(name: name, under: folder.url.path, force: false) }
    }

    @Test("A large table is sampled over its whole length, and counted as a whole")
    func sample() {
        let survey = TableSurvey(("x", cells(5000) { $0 == 4999 ? "" : "\($0)" }), sampleCells: 1000)
        #expect(survey.rowCount == 5000 && survey.isSampled && survey.sampledRows <= 1000)
        #expect(survey.columns[0].missing == 1 && survey.columns[0].numbers == 4999)
        #expect(survey.columns[0].codes.count == survey.sampledRows)
        #expect(survey.columns[0].values.last?.text == "4992")
    }
}
