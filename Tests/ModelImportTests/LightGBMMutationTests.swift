import ScoringModel
import Testing

@testable import ModelImport

/// Damaged files: refused, or taken as a model that is valid. A crash ends the test program.
@Suite("Damaged LightGBM models")
struct LightGBMMutationTests {
    static let fixtures = [
        "2.3.1/categorical", "3.3.5/linear", "4.6.0/frame", "4.6.0/multiclassova", "4.6.0/zero-missing",
    ]
    .map { LightGBMFixture(name: $0) }

    @Test("a file cut short inside its trees is refused", arguments: fixtures)
    func cut(fixture: LightGBMFixture) throws {
        let bytes = try fixture.bytes
        for count in stride(from: 0, to: bytes.count, by: 61) {
            // Behind the trees a file may end before its parameters: other programs write none.
            let part = Array(bytes.prefix(count))
            guard let model = try? LightGBMImporter.read(part) else { continue }
            #expect(String(decoding: part, as: UTF8.self).contains("\nend of trees"))
            try model.wideModel.validate()
        }
    }

    @Test("a file with changed bits is refused or gives a valid model", arguments: fixtures)
    func flip(fixture: LightGBMFixture) throws {
        try ChangedBits.expectSafe(
            try fixture.bytes, read: { try LightGBMImporter.read($0) }, validate: { try $0.wideModel.validate() })
    }
}
