import ScoringModel
import Settings

/// XGBoost's boosters.
enum BoosterKind: String, Sendable, CaseIterable {
    case gbtree
    case dart
    case gblinear

    /// The recipe's, or trees.
    static func choice(_ recipe: Recipe) throws(TrainingError) -> BoosterKind {
        guard let wanted = recipe.parameters.value(named: "booster") else { return .gbtree }
        if let kind = BoosterKind(rawValue: wanted.value) { return kind }
        let names = allCases.map(\.rawValue)
        let nearest = NearestName.find(wanted.value, among: names).map { "; did you mean \($0)?" } ?? ""
        throw recipe.failure(
            wanted.line, "parameters.booster is \(wanted.value); expected \(names.joined(separator: ", "))\(nearest)")
    }

    /// What is set for it when the recipe says nothing.
    var settings: [NamedValue<String>] {
        switch self {
        // Handles categories; XGBoost 1.7 would take `exact` for small tables, which does not.
        case .gbtree: [NamedValue("tree_method", "hist")]
        case .dart: [NamedValue("booster", rawValue), NamedValue("tree_method", "hist")]
        // XGBoost's own choice, shotgun, gives other weights each time when it has more than one thread.
        case .gblinear: [NamedValue("booster", rawValue), NamedValue("updater", "coord_descent")]
        }
    }

    /// Whether an iteration leaves what earlier ones made as it was, so that a model can be cut behind any of them. `dart`
    /// changes the weights of earlier trees, `gblinear` the only weights it has.
    var canBeCut: Bool { self == .gbtree }

    /// Units in the last place by which the engine's margins may differ from XGBoost's: products are rounded or not,
    /// as the library's compiler chose.
    var ulps: Int32 { self == .gbtree ? 0 : 4 }

    /// Refuses features that the booster would misunderstand: XGBoost 1.7 does not.
    func check(_ features: [Feature], _ recipe: Recipe) throws(TrainingError) {
        guard self == .gblinear, let feature = features.first(where: { $0.kind == .categorical }) else { return }
        throw recipe.failure(
            recipe.parameters.value(named: "booster")?.line ?? 1,
            "parameters.booster is gblinear, which would take the categories of \(feature.name) for amounts; exclude it, or "
                + "use gbtree or dart")
    }
}
