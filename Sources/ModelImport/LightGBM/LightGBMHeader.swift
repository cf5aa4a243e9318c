import ScoringModel

/// The parts of a file about the model as a whole.
struct LightGBMHeader {
    /// Columns that a file may declare.
    static let maximumFeatureCount = 1 << 20
    private static let versions = ["v2", "v3", "v4"]

    /// Of the format, such as `v4`; a file does not name the release that wrote it.
    let version: String
    let objective: LightGBMObjective
    let featureNames: [String]
    let features: [LightGBMFeature]
    /// A random forest: predictions are means over the iterations.
    let isAveraged: Bool

    var featureCount: Int { featureNames.count }
    /// Trees of one iteration.
    var groupCount: Int { objective.groupCount }

    init(_ section: LightGBMSection) throws(ModelImportError) {
        version = try section.words("version", count: 1)[0]
        guard Self.versions.contains(version) else {
            throw section.failure(
                "version", "is \"\(version.prefix(40))\", expected \(Self.versions.joined(separator: ", "))")
        }
        let count = 1 + (try section.integer("max_feature_idx", in: 0...Self.maximumFeatureCount - 1))
        featureNames = try Self.names(section, count)
        features = try Self.features(section, count)
        isAveraged = section.has("average_output")
        let limit = TreeEnsemble.maximumGroupCount
        let classes = try section.integer("num_class", in: 1...limit)
        let trees =
            section.has("num_tree_per_iteration")
            ? try section.integer("num_tree_per_iteration", in: 1...limit) : classes
        objective = try LightGBMObjective(section, treesPerIteration: trees)
        guard classes == objective.groupCount, trees == objective.groupCount else {
            throw section.failure(
                "has num_class \(classes) and num_tree_per_iteration \(trees), expected \(objective.groupCount) of the "
                    + "objective \(objective.name)")
        }
    }

    private static func names(_ section: LightGBMSection, _ count: Int) throws(ModelImportError) -> [String] {
        let names = try section.words("feature_names", count: count)
        var seen: Set<[UInt8]> = []
        for name in names {
            guard seen.insert(Array(name.utf8)).inserted else {
                throw section.failure("feature_names", "has the name \"\(name.prefix(40))\" twice")
            }
        }
        return names
    }

    private static func features(
        _ section: LightGBMSection, _ count: Int
    ) throws(ModelImportError) -> [LightGBMFeature] {
        var features: [LightGBMFeature] = []
        for (index, text) in try section.words("feature_infos", count: count).enumerated() {
            guard let feature = LightGBMFeature(text) else {
                throw section.failure(
                    "feature_infos[\(index)]",
                    "is \"\(text.prefix(40))\", expected none, [minimum:maximum] or category codes")
            }
            features.append(feature)
        }
        return features
    }
}
