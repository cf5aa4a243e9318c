import ScoringModel
import Settings

/// The columns of a model, for people.
struct FeatureTable {
    private static let shownCategories = 6
    let text: String

    init(_ manifest: Manifest) {
        var table = TextTable(["FEATURE", "KIND", "REQUIRED", "MISSING", "VALUES"], yielding: ["VALUES"])
        for feature in manifest.features {
            let kind = feature.kind.rawValue + (feature.isInputOnly ? ", input only" : "")
            table.append([
                feature.name, kind, feature.required ? "yes" : "no", Self.missing(feature), Self.values(feature),
            ])
        }
        for derived in manifest.derived {
            let column = derived.column
            table.append([
                derived.name, derived.derivation.description, "", Self.missing(column), Self.values(column),
            ])
        }
        text = table.text(columns: StandardOutput.columns)
    }

    private static func missing(_ feature: Feature) -> String {
        feature.statistics.map { "\($0.missing) of \($0.count)" } ?? ""
    }

    private static func values(_ feature: Feature) -> String {
        if !feature.categories.isEmpty {
            let others = feature.categories.count - shownCategories
            return feature.categories.prefix(shownCategories).joined(separator: ", ")
                + (others > 0 ? " and \(others) more" : "")
        }
        return feature.range ?? ""
    }
}
