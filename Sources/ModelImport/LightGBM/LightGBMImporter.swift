import Checksum
import ScoringModel

/// Reads models that LightGBM 2.1 to 4.6 saved as text.
///
/// The file is hostile: every count is checked against the file before memory is taken for it, every index before it is
/// used. What is taken gives LightGBM's raw scores to the bit; what would not is refused by name.
package enum LightGBMImporter {
    /// Reads the boosting iterations `iterations` of a file; by default all, as LightGBM predicts: it saves those up to the
    /// best one of early stopping.
    package static func read(
        _ bytes: [UInt8], iterations: Range<Int>? = nil
    ) throws(ModelImportError) -> ImportedModel {
        try ModelImporter.checkSize(bytes)
        let text = try LightGBMText(bytes)
        let header = try LightGBMHeader(text.header)
        let count = try iterationCount(text, header)
        let range = iterations ?? 0..<count
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= count else {
            throw ModelImportError(
                "iterations \(range.lowerBound) ..< \(range.upperBound) were asked for, the model has \(count)")
        }
        let forest = try LightGBMForest(text, header, iterations: range)
        let categorical = categoricalFeatures(text, header, forest)
        let categories = try LightGBMCategories(
            text, header.features, categorical: categorical, names: header.featureNames)
        return ImportedModel(
            predictor: .trees(forest.ensemble), featureNames: header.featureNames,
            featureKinds: header.featureNames.indices.map {
                categorical.contains($0) || !categories.names[$0].isEmpty ? .categorical : .numeric
            },
            categories: categories.names, task: header.objective.task, transform: header.objective.transform,
            marginDivisor: header.isAveraged ? Double(range.count) : 1, sigmoid: header.objective.sigmoid,
            classCount: header.objective.classCount, objective: header.objective.name, iterationRange: range,
            iterationCount: count, bestIteration: nil,
            source: Source(
                library: "lightgbm", libraryVersion: header.version, format: "lightgbm-text",
                sha256: SHA256.hex(bytes)),
            notes: notes(text, header, forest, isChosen: iterations != nil) + categories.notes)
    }

    private static func iterationCount(_ text: LightGBMText, _ header: LightGBMHeader) throws(ModelImportError) -> Int {
        guard text.treeCount > 0 else { throw ModelImportError("the model has no trees") }
        guard text.treeCount.isMultiple(of: header.groupCount) else {
            throw ModelImportError(
                "the model has \(text.treeCount) trees, expected a multiple of \(header.groupCount), one iteration's")
        }
        return text.treeCount / header.groupCount
    }

    /// Columns that are categorical by what training saw, by its parameters, or by a split.
    private static func categoricalFeatures(
        _ text: LightGBMText, _ header: LightGBMHeader, _ forest: LightGBMForest
    ) -> Set<Int> {
        var columns = forest.categoricalFeatures
        for (column, feature) in header.features.enumerated() where feature.isCategorical { columns.insert(column) }
        // Indices, where Python wrote the file; a configuration file may have names there.
        let words = text.parameters["categorical_feature"]?.split(separator: ",") ?? []
        for column in words.compactMap({ Int($0) }) where header.features.indices.contains(column) {
            columns.insert(column)
        }
        return columns
    }

    private static func notes(
        _ text: LightGBMText, _ header: LightGBMHeader, _ forest: LightGBMForest, isChosen: Bool
    ) -> [String] {
        var notes: [String] = []
        if !isChosen, let rounds = text.parameters["early_stopping_round"].flatMap({ Int($0) }), rounds > 0 {
            notes.append(
                "the model was trained with early stopping; a file does not name the best iteration, so all of its were "
                    + "taken: booster.save_model writes those up to the best one unless it is told otherwise")
        }
        if header.objective.name == LightGBMObjective.custom {
            notes.append(
                "the file names no objective, as where a function of the user's own was the loss: predictions are raw scores, "
                    + "as LightGBM's are, unless a schema says what kind of model it is")
        }
        // The parameter came with 3.3.
        let isOld = header.version == "v2" || header.version == "v3" && text.parameters["precise_float_parser"] == nil
        if isOld, !forest.categoricalFeatures.isEmpty {
            notes.append(
                "LightGBM before 3.3 sends a missing value at a categorical split right on x86, as it is done here, but on "
                    + "other processors may take it for category 0: compare predictions of rows with missing values")
        }
        return notes
    }
}
