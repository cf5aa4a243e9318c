import JSONBytes
import ScoringModel
import Settings
import TrainingData

/// The features of a model and the columns they come from, from the recipe's choices and the table's cells.
struct FeatureSchema: Sendable {
    /// A text column that is not declared has at most this many different texts.
    static let inferredCategoryLimit = 256

    var features: [Feature]
    /// Column of each feature, ascending.
    let columns: [Int]
    /// Position of the target's column.
    let target: Int

    init(_ recipe: Recipe, _ table: DataTable) throws(TrainingError) {
        func position(_ name: Located<String>) throws(TrainingError) -> Int {
            if let position = table.columns.firstIndex(of: name.value) { return position }
            let nearest = NearestName.find(name.value, among: table.columns).map { "did you mean \($0)?" }
            let listed = table.columns.prefix(30).joined(separator: ", ") + (table.columns.count > 30 ? " …" : "")
            throw recipe.failure(
                name.line, "\(table.name) has no column \(name.value); \(nearest ?? "its columns are \(listed)")")
        }
        target = try position(recipe.target)
        let choices = recipe.features
        for mention in choices.exclude + choices.mentions where try position(mention) == target {
            throw recipe.failure(mention.line, "\(mention.value) is the target and can't be a feature")
        }
        let included = choices.include.map { Set($0.map(\.value)) }
        let excluded = Set(choices.exclude.map(\.value))
        var features: [Feature] = []
        var columns: [Int] = []
        for (column, name) in table.columns.enumerated() where column != target && !excluded.contains(name) {
            if let included, !included.contains(name) { continue }
            // Declared categories may be as many as there are.
            let isDeclared = choices.types.value(named: name)?.value == .categorical
            let profile = ColumnProfile(
                table, column: column, valueLimit: isDeclared ? .max : ColumnProfile.valueLimit)
            features.append(try Self.feature(name, profile, recipe, table))
            columns.append(column)
        }
        for mention in choices.mentions where !features.contains(where: { $0.name == mention.value }) {
            throw recipe.failure(mention.line, "\(mention.value) is not among the features")
        }
        guard !features.isEmpty else { throw TrainingError(.recipe, "\(recipe.path): no column is left as a feature") }
        self.features = features
        self.columns = columns
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
        guard !profile.hasMoreValues, count <= inferredCategoryLimit, count <= 20 || count * 2 <= profile.present else {
            let found = profile.hasMoreValues ? "more than \(ColumnProfile.valueLimit)" : "\(count)"
            throw TrainingError(
                .work,
                "\(table.name): the column \(name) has \(found) different texts, as keys and free text do; exclude it, or "
                    + "declare it categorical")
        }
    }
}
