import Evaluation
import Foundation
import JSONBytes
import ScoringModel
import TestSupport
import Testing

@testable import ModelReport

@Suite struct ReportFileTests {
    private static let tasks: [ScoringModel.Task] = [.binary, .multiclass, .regression]

    @Test("The same input gives the same two files", arguments: tasks)
    func repeated(task: ScoringModel.Task) throws {
        let folder = try TemporaryFolder()
        for name in ["one", "two"] {
            try ReportWriter.write(SampleReport.input(task, rows: 60), to: folder.path(name))
        }
        for file in ["report.json", "report.html"] {
            let one = try Data(contentsOf: folder.url.appending(path: "one/" + file))
            #expect(try one == Data(contentsOf: folder.url.appending(path: "two/" + file)))
        }
    }

    @Test("No text from outside becomes markup", arguments: tasks)
    func hostile(task: ScoringModel.Task) {
        let page = Page(Report(SampleReport.input(task, rows: 60))).html
        #expect(!page.contains("<script"))
        // The card has no limits: our own markup is not escaped.
        #expect(page.contains(#"<dt>Not for</dt><dd><span class="soft">not stated</span></dd>"#))
        #expect(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"))
    }

    @Test("A folder that can't be made is named")
    func folder() {
        let error = #expect(throws: ReportError.self) {
            try ReportWriter.write(SampleReport.input(.regression, rows: 20), to: "/dev/null/report")
        }
        #expect(error?.description.contains("/dev/null/report") == true)
    }
}
