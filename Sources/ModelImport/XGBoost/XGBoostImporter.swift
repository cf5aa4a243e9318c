import Checksum
import JSONBytes
import ScoringModel

/// Reads models that XGBoost 1.x to 3.x saved as JSON or UBJSON.
///
/// The file is hostile: every count is checked against the file before memory is taken for it, every index before it is
/// used. What is taken gives XGBoost's margins to the bit; what would not is refused by name.
package enum XGBoostImporter {
    /// Reads the boosting iterations `iterations` of a file; by default those up to the best one if early stopping left one,
    /// as XGBoost's scikit-learn classes predict, else all.
    package static func read(
        _ bytes: [UInt8], iterations: Range<Int>? = nil
    ) throws(ModelImportError) -> ImportedModel {
        try ModelImporter.checkSize(bytes)
        let (document, format) = try document(bytes)
        let learner = try XGBoostLearner(DocumentField(value: document, path: ""))
        let booster = try XGBoostBooster(learner)
        let categories = try categories(booster, learner)
        let range = try iterationRange(iterations, learner, booster)
        return ImportedModel(
            predictor: try booster.predictor(of: range, learner),
            featureNames: learner.featureNames, featureKinds: learner.featureKinds, categories: categories,
            task: learner.task, transform: learner.objective.transform, classCount: learner.classCount,
            objective: learner.objective.name, iterationRange: range, iterationCount: booster.iterationCount,
            bestIteration: learner.bestIteration,
            source: Source(
                library: "xgboost", libraryVersion: learner.version.description, format: format,
                sha256: SHA256.hex(bytes)),
            notes: notes(learner, booster, range, isChosen: iterations != nil))
    }

    private static func document(_ bytes: [UInt8]) throws(ModelImportError) -> (ModelDocument, format: String) {
        switch ForeignFormat(bytes) {
        case .refused(let sentence), .unknown(let sentence): throw ModelImportError(sentence)
        case .lightGBM: throw ModelImportError("this is a LightGBM model, not one of XGBoost")
        case .onnx: throw ModelImportError("this is an ONNX model, not one of XGBoost")
        case .ubjson:
            var reader = UBJSONReader(bytes.span)
            return (try reader.readDocument(), "xgboost-ubjson")
        case .json:
            do {
                return (try ModelDocument(json: bytes.span), "xgboost-json")
            } catch {
                throw ModelImportError("the JSON breaks at \(error)")
            }
        }
    }

    private static func categories(
        _ booster: XGBoostBooster, _ learner: XGBoostLearner
    ) throws(ModelImportError) -> [[String]] {
        guard let names = booster.categories?.names else {
            return Array(repeating: [], count: learner.featureCount)
        }
        for (position, kind) in learner.featureKinds.enumerated() where kind != .categorical {
            guard names[position].isEmpty else {
                throw ModelImportError(
                    "the feature \(learner.featureNames[position]) has categories, but its type is not c")
            }
        }
        return names
    }

    private static func iterationRange(
        _ iterations: Range<Int>?, _ learner: XGBoostLearner, _ booster: XGBoostBooster
    ) throws(ModelImportError) -> Range<Int> {
        let count = booster.iterationCount
        if case .linear = booster {
            guard iterations == nil || iterations == 0..<count else {
                throw ModelImportError(
                    "the booster is gblinear, which keeps the weights of its last iteration alone: of its \(count) iterations "
                        + "none can be left out")
            }
            return 0..<count
        }
        if let iterations {
            guard !iterations.isEmpty, iterations.lowerBound >= 0, iterations.upperBound <= count else {
                throw ModelImportError(
                    "iterations \(iterations.lowerBound) ..< \(iterations.upperBound) were asked for, the model has \(count)"
                )
            }
            return iterations
        }
        guard let best = learner.bestIteration else { return 0..<count }
        guard best < count else {
            throw ModelImportError(
                "learner.attributes.best_iteration is \(best), but the model has \(count) iterations: name the wanted ones"
            )
        }
        return 0..<best + 1
    }

    private static func notes(
        _ learner: XGBoostLearner, _ booster: XGBoostBooster, _ range: Range<Int>, isChosen: Bool
    ) -> [String] {
        var notes: [String] = []
        if learner.version.isUnknown {
            notes.append(
                "XGBoost \(learner.version) is newer than \(XGBoostVersion.newestKnown), the newest version whose files "
                    + "are known here: compare predictions before use")
        }
        if !isChosen, range.upperBound < booster.iterationCount {
            notes.append(
                "iterations 0 to \(range.upperBound - 1) of \(booster.iterationCount) were taken, up to the best one of "
                    + "early stopping")
        }
        for position in booster.categories?.unreadable ?? [] {
            notes.append(
                "the categories of \(learner.featureNames[position]) have names that are not ASCII, which XGBoost cuts in the "
                    + "wrong places when it reads them from pandas: jobs send codes, unless a schema gives the names")
        }
        if case .linear = booster, let best = learner.bestIteration, best < booster.iterationCount - 1 {
            notes.append(
                "early stopping names iteration \(best) the best of \(booster.iterationCount), but gblinear keeps the weights "
                    + "of the last one alone: those were taken, as XGBoost predicts with")
        }
        return notes
    }
}
