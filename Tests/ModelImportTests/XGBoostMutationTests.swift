import ScoringModel
import Testing

@testable import ModelImport

/// Damaged files: refused, or taken as a model that is valid. A crash ends the test program.
@Suite("Damaged XGBoost models")
struct XGBoostMutationTests {
    static let fixtures = [
        "1.7.6/forest", "2.1.4/softmax", "3.0.5/categorical", "3.2.0/frame-categories", "1.7.6/dart", "3.2.0/linear",
        "2.1.4/vector", "3.4.1/vector-softprob",
    ].map {
        Fixture(name: $0)
    }

    @Test("a file cut short is refused", arguments: fixtures, ["json", "ubj"])
    func cut(fixture: Fixture, suffix: String) throws {
        let bytes = try fixture.bytes(suffix)
        for count in stride(from: 0, to: bytes.count, by: 61) {
            #expect(throws: ModelImportError.self) { try XGBoostImporter.read(Array(bytes.prefix(count))) }
        }
    }

    @Test("a file with changed bits is refused or gives a valid model", arguments: fixtures, ["json", "ubj"])
    func flip(fixture: Fixture, suffix: String) throws {
        try ChangedBits.expectSafe(
            try fixture.bytes(suffix), read: { try XGBoostImporter.read($0) }, validate: { try $0.model.validate() })
    }
}
