import ScoringModel
import Settings
import TrainingData

/// The features of a model and the columns they come from, from the recipe's choices and the table's cells.
struct FeatureSchema: Sendable {
    /// A text column that is not declared has at most this many different texts.
    static let inferredCategoryLimit = 256

    /// What rows hold.
    var features: [Feature]
    /// Computed from the features; `concat`s have no categories yet.
    var derived: [DerivedFeature]
    /// Column names of the features.
    var names: [String] { features.map(\.name) }
    /// Columns that hold only dates and that no derived feature is computed from.
    let unusedDates: [String]

    init(_ recipe: Recipe, _ table: DataTable) throws(TrainingError) {
        let choices = recipe.features
        let inputs = choices.derived.flatMap(\.inputs)
        for mention in choices.exclude + choices.mentions + inputs {
            let isDerived = choices.derived.contains { $0.name.value == mention.value }
            guard !isDerived || table.columns.contains(mention.value) else {
                throw recipe.failure(
                    mention.line,
                    "\(mention.value) is a derived feature, always in the model; only columns can be named here")
            }
            let column = try table.position(of: mention, recipe)
            if let role = recipe.role(of: table.columns[column]) {
                throw recipe.failure(mention.line, "\(mention.value) is the \(role) and can't be a feature")
            }
        }
        let included = choices.include.map { Set($0.map(\.value)) }
        // A column that decides the split is a feature only where the recipe says so.
        let mentioned = Set(choices.mentions.map(\.value))
        let excluded = Set(choices.exclude.map(\.value) + recipe.split.columns.filter { !mentioned.contains($0) })
        let inputNames = Set(inputs.map(\.value))
        var features: [Feature] = []
        var unusedDates: [String] = []
        for (column, name) in table.columns.enumerated() where recipe.role(of: name) == nil {
            let isColumn = !excluded.contains(name) && (included?.contains(name) ?? true)
            guard isColumn || inputNames.contains(name) else { continue }
            // Declared categories may be as many as there are.
            let isDeclared = choices.types.value(named: name)?.value == .categorical
            let profile = ColumnProfile(
                table, column: column, valueLimit: isDeclared ? .max : ColumnProfile.valueLimit)
            var feature = try Self.feature(name, profile, recipe, table)
            feature.isInputOnly = !isColumn || feature.kind == .date
            if feature.kind == .date, !inputNames.contains(name) {
                unusedDates.append(name)
            } else {
                features.append(feature)
            }
        }
        for mention in choices.mentions where !features.contains(where: { $0.name == mention.value }) {
            let reason =
                unusedDates.contains(mention.value)
                ? "\(mention.value) is a date, which is no feature itself: derive one from it, or exclude it"
                : "\(mention.value) is not among the features"
            throw recipe.failure(mention.line, reason)
        }
        guard features.contains(where: { !$0.isInputOnly }) || !choices.derived.isEmpty else {
            throw TrainingError(.recipe, "\(recipe.path): no column is left as a feature")
        }
        self.features = features
        self.unusedDates = unusedDates
        derived = try Self.derived(recipe, features)
    }

    /// The derived features, checked against the features they are computed from.
    private static func derived(_ recipe: Recipe, _ features: [Feature]) throws(TrainingError) -> [DerivedFeature] {
        let names = Set(features.map(\.name))
        return try recipe.features.derived.map { choice throws(TrainingError) in
            let name = choice.name.value
            guard !names.contains(name) else {
                throw recipe.failure(choice.name.line, "the derived feature \(name) has the name of a column")
            }
            let derivation = choice.derivation
            do { try derivation.validate(of: name, among: features) } catch {
                throw recipe.failure(choice.operation.line, "\(error)")
            }
            return DerivedFeature(name: name, derivation: derivation)
        }
    }

    private static func feature(
        _ name: String, _ profile: ColumnProfile, _ recipe: Recipe, _ table: DataTable
    ) throws(TrainingError) -> Feature {
        let choices = recipe.features
        let categories = choices.categories.value(named: name)
        let declared = choices.types.value(named: name)
        if let categories, let declared, declared.value != .categorical {
            throw recipe.failure(categories.line, "\(name) has categories but is declared \(declared.value.rawValue)")
        }
        guard let kind = declared?.value ?? (categories == nil ? profile.kind : .categorical) else {
            throw TrainingError(
                .work, "\(table.name): the column \(name) has no values; exclude it or declare its type")
        }
        if declared == nil, categories == nil, kind == .categorical { try checkInferred(name, profile, table) }
        if let unseen = choices.unseen.value(named: name), kind != .categorical {
            throw recipe.failure(
                unseen.line, "\(name) is \(kind.rawValue); only a categorical feature has unseen categories")
        }
        let names = categories?.value ?? profile.values
        guard kind != .categorical || !names.isEmpty else {
            throw TrainingError(.work, "\(table.name): the column \(name) has no categories; exclude it or name them")
        }
        return Feature(
            name: name, kind: kind, required: choices.required.contains { $0.value == name },
            categories: kind == .categorical ? names : [],
            unseen: choices.unseen.value(named: name)?.value ?? .missing,
            missingSentinel: choices.missing.value(named: name)?.value)
    }

    /// Texts in a column may be categories, a slip of the pen among numbers, or free text.
    private static func checkInferred(
        _ name: String, _ profile: ColumnProfile, _ table: DataTable
    ) throws(TrainingError) {
        if let row = profile.firstText, profile.numbers * 10 >= profile.present * 9,
            let column = table.columns.firstIndex(of: name)
        {
            throw table.failure(
                row: row,
                "the column \(name) has the text \"\(table.text(row: row, column: column).prefix(40))\" among numbers; "
                    + "correct it, or declare the column's type")
        }
        let count = profile.values.count
        let found = profile.hasMoreValues ? "more than \(ColumnProfile.valueLimit)" : "\(count)"
        guard !profile.hasMoreValues, count <= inferredCategoryLimit, count <= 20 || count * 2 <= profile.present else {
            throw TrainingError(
                .work,
                "\(table.name): the column \(name) has \(found) different texts, as keys and free text do; exclude it, or "
                    + "declare it categorical")
        }
    }
}

extension FeatureSchema {
    /// What the model sees, in its order.
    var columns: [Feature] { features.filter { !$0.isInputOnly } + derived.map(\.column) }
}

extension Recipe {
    /// What a column is that can't be a feature.
    func role(of column: String) -> String? {
        if column == target.value { return "target" }
        return column == weight?.value ? "weight" : nil
    }
}

extension SplitChoices {
    /// The column that decides, if one does.
    var columns: [String] {
        switch way {
        case .stratified: []
        case .time(let column), .group(let column): [column.value]
        }
    }
}

extension DataTable {
    /// Position of a column that the recipe names.
    func position(of name: Located<String>, _ recipe: Recipe) throws(TrainingError) -> Int {
        if let position = columns.firstIndex(of: name.value) { return position }
        let nearest = NearestName.find(name.value, among: columns).map { "did you mean \($0)?" }
        let listed = columns.prefix(30).joined(separator: ", ") + (columns.count > 30 ? " …" : "")
        throw recipe.failure(
            name.line, "\(self.name) has no column \(name.value); \(nearest ?? "its columns are \(listed)")")
    }
}
