import JSONBytes
import ScoringModel
import Settings

/// The columns of a model, for people.
struct FeatureTable {
    private static let shownCategories = 6
    let text: String

    init(_ features: [Feature]) {
        var table = TextTable(["FEATURE", "KIND", "REQUIRED", "MISSING", "VALUES"])
        for feature in features {
            let missing = feature.statistics.map { "\($0.missing) of \($0.count)" } ?? ""
            table.append([
                feature.name, feature.kind.rawValue, feature.required ? "yes" : "no", missing, Self.values(feature),
            ])
        }
        text = table.text
    }

    private static func values(_ feature: Feature) -> String {
        if !feature.categories.isEmpty {
            let others = feature.categories.count - shownCategories
            return feature.categories.prefix(shownCategories).joined(separator: ", ")
                + (others > 0 ? " and \(others) more" : "")
        }
        guard let low = feature.statistics?.minimum, let high = feature.statistics?.maximum else { return "" }
        return "\(DecimalNumber.shortest(low)) to \(DecimalNumber.shortest(high))"
    }
}
