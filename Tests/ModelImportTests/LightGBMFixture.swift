import Foundation
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

/// A model that some LightGBM version saved, with rows and what that version made of them;
/// `scripts/make-lightgbm-fixtures.sh` makes them.
struct LightGBMFixture: Sendable, CustomTestStringConvertible {
    /// Such as `4.6.0/binary`.
    let name: String

    var testDescription: String { name }

    static let folder = Fixture.folder + "/lightgbm"

    static let all: [LightGBMFixture] = {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted().map { LightGBMFixture(name: String($0.dropLast(4))) }
    }()

    var bytes: [UInt8] {
        get throws { Array(try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name).txt"))) }
    }

    /// Float64 numbers of little-endian byte order.
    func numbers(_ suffix: String) throws -> [Double] {
        let bytes = Array(try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name).\(suffix)")))
        return stride(from: 0, to: bytes.count, by: 8).map { start in
            Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) })
        }
    }
}

extension ImportedModel {
    /// `model` with what the transform of a Float64 model needs.
    var wideModel: Model {
        var model = model
        model.manifest.precision = predictor.precision
        model.manifest.sigmoid = sigmoid
        model.manifest.marginDivisor = marginDivisor
        return model
    }
}
