import Foundation
import ModelImport
import Parity
import ScoringEngine
import ScoringModel
import Testing

/// The part of `make parity` that needs no library: the models of `ModelImportTests`, scored in every way.
struct ParityTests {
    @Test(
        "Every way of scoring, with every kernel of this processor, gives the reference scorer's bits",
        arguments: Corpus.models)
    func scorers(path: String) throws {
        let trial = try ParityTrial(Corpus.bytes(path), rowCount: 70, seed: 1)
        for kernel in Kernel.supported {
            let scorer = BatchScorer(
                trial.model.predictor, featureCount: trial.imported.featureNames.count, kernel: kernel)
            #expect(trial.differences(of: scorer).map(\.description) == [])
        }
    }

    @Test("The models are of more than one library")
    func corpus() throws {
        let suffixes = Set(Corpus.models.map { ($0 as NSString).pathExtension })
        #expect(suffixes.isSuperset(of: ["json", "onnx", "ubj", "txt"]))
        #expect(Corpus.models.count > 150)
    }

    @Test("A scorer that is off by one bit in one row is found in every way of scoring")
    func difference() throws {
        let trial = try ParityTrial(Corpus.bytes("2.1.4/binary.ubj"), rowCount: 70, seed: 1)
        var ensemble = try #require(trial.model.predictor.trees)
        // The lowest bit of one leaf, which some of the rows reach.
        let leaf = try #require(ensemble.features.indices.last { ensemble.features[$0] < 0 })
        ensemble.values[leaf] = Double(Float(ensemble.values[leaf]).nextUp)
        let scorer = BatchScorer(.trees(ensemble), featureCount: trial.imported.featureNames.count)
        let found = trial.differences(of: scorer)
        #expect(found.count == 12)
        #expect(Set(found.map(\.row)).count == 1)
    }
}

/// Model files as their libraries saved them.
enum Corpus {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "ModelImportTests/Fixtures").path

    /// Paths in the folder; of an XGBoost model in both formats one.
    static let models: [String] = {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        let all = Set(names)
        return names.filter { name in
            let stem = (name as NSString).deletingPathExtension
            switch (name as NSString).pathExtension {
            case "ubj", "onnx", "txt": return true
            case "json": return all.contains("\(stem).expected.json") && !all.contains("\(stem).ubj")
            default: return false
            }
        }.sorted()
    }()

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(path)")))
    }
}
