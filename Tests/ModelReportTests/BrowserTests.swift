import Evaluation
import Foundation
import JSONBytes
import ScoringModel
import TestSupport
import Testing

@testable import ModelReport

/// What only a browser knows of the page.
@Suite struct BrowserTests {
    @Test(
        "Chromium shows every report without complaint, request, overflow or faint text: light, dark, wide, narrow")
    func pages() throws {
        let folder = try TemporaryFolder()
        var inputs = [ScoringModel.Task.binary, .multiclass, .regression].map { SampleReport.input($0, rows: 120) }
        // As little as there can be: one part, no folds, nothing to compare with, a failed gate taken by force.
        var small = inputs[0]
        small.occasion = .evaluation
        small.parts = [SampleReport.part("data", 5, .binary, labels: small.manifest.classLabels)]
        small.folds = []
        small.learningCurves = []
        small.live = nil
        small.recipe = nil
        small.gate = [ReportInput.GateResult(condition: "auc >= 1", hasPassed: false, finding: SampleReport.hostile)]
        small.isForced = true
        inputs.append(small)
        var paths: [String] = []
        for (position, input) in inputs.enumerated() {
            try ReportWriter.write(input, to: folder.path("\(position)"))
            paths.append(folder.path("\(position)/report.html"))
        }
        let process = try ChildProcess(
            "/usr/bin/env", ["python3", Programs.root + "/Tests/TestSupport/Python/report_page.py"] + paths,
            folder: folder)
        #expect(try process.wait(upTo: .seconds(1800)) == 0, "\(process.errors)")
        let output = Array(process.output.utf8)
        let problems = try #require(try JSONValue.parse(output.span).array)
        #expect(problems.compactMap(\.string) == [])
    }
}
