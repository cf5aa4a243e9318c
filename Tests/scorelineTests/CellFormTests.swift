import Foundation
import JSONBytes
import JobWire
import ScoringEngine
import ScoringModel
import Tables
import TestSupport
import Testing

@testable import scoreline

@Suite struct CellFormTests {
    /// Everything that means one thing to a number, another to a category, and a third to JSON.
    static let cells = [
        "", "NA", "nan", "null", "0", "-0", "7", "007", "7.0", "1.0", "1", "+5", ".5", "5.", "-.5e-3", "1e3", "1E+3",
        "1e999",
        "-1e999", "+1e999", "3.4028236e38", "1e-400", "-999", "-999.0", "true", "True", "FALSE", "yes", "abc", "0x10",
        "inf",
        "Infinity", "-", "1,5", " 7", "a\"b", "Dream", "dream", "ä日本", "\u{1}", "two\nlines", "2",
        "123456789012345678901234567890",
        "0.1000000000000000055511151231257827",
    ]

    @Test("A worker encodes each cell as predict does, or refuses it in the same words", arguments: cells)
    func sameAsField(cell: String) throws {
        let names = SampleModel.features.map(\.name)
        let folder = try TemporaryFolder()
        let path = folder.path("t.csv")
        var writer = try TableWriter.open(path, columns: names)
        for _ in names { writer.append(cell) }
        try writer.endRow()
        try writer.close()

        for (position, name) in names.enumerated() {
            var reader = try TableReader.open(path)
            #expect(try reader.next())
            var builder = JobBuilder(
                columns: names, unsent: nil, features: SampleModel.features, outputs: nil, reply: "r", maximumRows: 1)
            builder.append(reader)
            // A model of one feature, so that its error is the row's.
            let feature = [SampleModel.features[position]]
            var batch = JobBatch()
            batch.begin(SampleModel.wire(features: feature), attempt: 1, now: 0)
            batch.append(builder.finish(id: "j").span)
            var results = ResultBatch()
            _ = batch.encode([0], into: &results)
            let manifest = SampleModel.manifest(features: feature)
            let columns = try OutputColumns(manifest, OutputCalculator(manifest), wanted: nil)
            let answer = try JobAnswer(results.bytes(at: 0).span).rows(1, columns)[0]
            let expected: Double
            do throws(RowError) {
                expected = try RowEncoder(features: feature).encode(field: reader.field(at: position), at: 0)
            } catch {
                #expect(answer == .failed("\(error.code.rawValue): \(error.problem)"), "\(name) of \(cell)")
                continue
            }
            let found = try #require(batch.rows.first, "\(name) of \(cell)")
            #expect(found.bitPattern == expected.bitPattern || (found.isNaN && expected.isNaN), "\(name) of \(cell)")
            if case .failed(let reason) = answer { Issue.record("\(name) of \(cell): \(reason)") }
        }
    }

    @Test("The words for missing are null in every form, a cell that is JSON's number stays as it is")
    func forms() {
        func written(_ cell: String, _ form: CellForm) -> String {
            var writer = JSONWriter()
            form.write(Array(cell.utf8).span, to: &writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        for form in [CellForm.number, .boolean, .text, .undecided] { #expect(written("N/A", form) == "null") }
        #expect(written("12.50", .number) == "12.50")
        #expect(written("+5", .number) == "5")
        #expect(written("12.50", .text) == "\"12.50\"")
        #expect(written("True", .boolean) == "true")
        #expect(written("7", .undecided) == "7")
        #expect(written("007", .undecided) == "\"007\"")
        #expect(written("12.50", .undecided) == "\"12.50\"")
    }
}
