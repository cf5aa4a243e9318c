import ScoringEngine
import ScoringModel
import Testing

@testable import scoreline

@Suite struct JobAnswerTests {
    private static let columns: OutputColumns? = {
        let manifest = SampleModel.manifest()
        return try? OutputColumns(manifest, OutputCalculator(manifest), wanted: [.label, .probabilities])
    }()

    private func rows(_ result: String, _ count: Int) throws -> [RowAnswer] {
        try JobAnswer(Array(result.utf8).span).rows(count, try #require(Self.columns))
    }

    private static func result(labels: String = #"["Adelie","Gentoo"]"#, data: String = "0.9,0.1,null,null") -> String {
        #"{"id":"a-1","model_version":"7","status":"completed","outputs":[{"name":"label","data":["Adelie",null]},"#
            + #"{"name":"probabilities","data":[\#(data)],"parameters":{"labels":\#(labels)}}],"#
            + #""row_errors":[{"row":1,"code":"not_a_number","message":"row 1 has the text \"x\" for m, which is a number"}]}"#
    }

    @Test("Rows get their outputs, failed ones their code and sentence without the number within the job")
    func rows() throws {
        let answer = try JobAnswer(Array(Self.result().utf8).span)
        #expect(answer.id == "a-1" && answer.version == "7")
        #expect(
            try rows(Self.result(), 2) == [
                .scored(label: "Adelie", numbers: [0.9, 0.1]),
                .failed(#"not_a_number: has the text "x" for m, which is a number"#),
            ])
    }

    @Test("A job that failed fails each of its rows")
    func failedJob() throws {
        let result = #"{"id":"a","status":"failed","error":{"code":"expired","message":"too late"}}"#
        #expect(try rows(result, 2) == [.failed("expired: too late"), .failed("expired: too late")])
    }

    @Test(
        "A version with other outputs than the table's columns fails its rows, it never shifts them",
        arguments: [
            result(labels: #"["Gentoo","Adelie"]"#), result(data: "0.9,0.1"), result(data: "1,2,3,4,5,6"),
            #"{"id":"a","model_version":"7","outputs":[]}"#,
            #"{"id":"a","outputs":[{"name":"label","data":["A","B"]}]}"#,
        ])
    func otherOutputs(result: String) throws {
        for row in try rows(result, 2) {
            guard case .failed(let reason) = row else {
                Issue.record("\(row)")
                continue
            }
            #expect(reason.hasPrefix("unexpected_outputs"))
        }
    }
}
