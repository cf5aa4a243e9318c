import Checksum
package import ScoringModel
import TrainingData

/// Everything that a training needs of its tables, which are not in memory any more.
struct PreparedData: Sendable {
    /// With statistics and categories.
    private(set) var schema: FeatureSchema
    let target: TargetColumn
    let training: ExampleTable
    let validation: ExampleTable
    /// Nil without test rows.
    let test: ExampleTable?
    /// Positions in `training` followed by `validation`.
    let folds: [Fold]
    let origin: DataOrigin
    /// `validation` and `test` as the rival reads them, where there is one.
    let rivalRows: [NamedValue<RivalRows>]

    /// `rival` is a model to compare with.
    init(
        _ recipe: Recipe, _ hooks: DataHooks, rival: Manifest? = nil, progress: @escaping (DataProgress) -> Void
    ) throws(TrainingError) {
        let choices = recipe.data.value
        let table = try DataTable.read(DataReader(choices, hooks: hooks, progress: progress))
        var files = table.inputs
        var fingerprints = [table.sha256]
        let targetColumn = try table.position(of: recipe.target, recipe)
        var schema = try FeatureSchema(recipe, table)
        let target = try TargetColumn(recipe, table, column: targetColumn)
        let all = try recipe.labelled(table, target)
        let keys = try recipe.splitKeys(table, all, target)
        let split = try Self.split(recipe, keys, all, target, table)
        try schema.learnCategories(split.training.map { all.rows[$0] }, table)
        training = try schema.encode(all.at(split.training), table, file: 0)

        var rivalRows: [NamedValue<RivalRows>] = []
        func encode(
            _ name: String, _ labelled: LabelledRows, _ table: DataTable, file: Int
        ) throws(TrainingError) -> ExampleTable {
            if let rival {
                let rows = RivalRows(rival, columns: table.columns, rows: labelled.rows, cell: table.cell)
                rivalRows.append(NamedValue(name, rows))
            }
            return try schema.encode(labelled, table, file: file)
        }
        /// A part is a share of the table, or a file of its own.
        func part(
            _ name: String, _ part: SplitChoices.Part, _ positions: [Int]
        ) throws(TrainingError) -> ExampleTable {
            guard case .file(let path) = part else { return try encode(name, all.at(positions), table, file: 0) }
            var choices = choices
            choices.origin = .files([path])
            let own = try DataTable.read(DataReader(choices, hooks: hooks, progress: progress))
            let labelled = try recipe.labelled(own, target)
            guard !labelled.rows.isEmpty else { throw TrainingError(.work, "\(path): no row has a target") }
            files.append(path)
            fingerprints.append(own.sha256)
            return try encode(name, labelled, own, file: files.count - 1)
        }
        validation = try part("validation", recipe.split.validation.value, split.validation)
        test = try recipe.split.test.map { choice throws(TrainingError) in
            try part("test", choice.value, split.test)
        }
        self.rivalRows = rivalRows
        schema.describe(training)
        folds = try Self.folds(recipe, keys, split, target)
        origin = DataOrigin(
            files: files, rows: table.rowCount, rowsWithoutTarget: table.rowCount - all.rows.count,
            sha256: Self.fingerprint(fingerprints), dropped: table.dropped)
        self.target = target
        self.schema = schema
    }

    /// The table's own, or one over those of all files when parts of the split have theirs.
    private static func fingerprint(_ hashes: [String]) -> String {
        hashes.count == 1 ? hashes[0] : SHA256.hex(Array(hashes.joined().utf8))
    }

    private static func split(
        _ recipe: Recipe, _ keys: SplitKeys, _ all: LabelledRows, _ target: TargetColumn, _ table: DataTable
    ) throws(TrainingError) -> Split {
        let choices = recipe.split
        // In a random split each class is in every part.
        if case .strata = keys, choices.validationShare > 0, let rare = target.counts(all.targets).firstIndex(of: 1) {
            throw TrainingError(
                .work,
                "\(table.name): the class \(target.label(rare)) of the target \(target.name) has 1 row, and needs 2: one to "
                    + "learn from, one to judge by")
        }
        let split = Split(
            keys, validation: choices.validationShare, test: choices.testShare, seed: choices.seed)
        guard let split else {
            let what = choices.columns.first.map { "the column \($0) has too few different values" } ?? "too few rows"
            throw TrainingError(.work, "\(table.name): \(what) for a split into training, validation and test")
        }
        let counts = target.counts(split.training.map { all.targets[$0] })
        if let absent = counts.firstIndex(of: 0) {
            throw TrainingError(
                .work, "\(table.name): no training row has the class \(target.label(absent)); split otherwise")
        }
        if let weights = all.weights, !split.training.contains(where: { weights[$0] > 0 }) {
            throw TrainingError(.work, "\(table.name): every training row has the weight 0")
        }
        return split
    }

    /// Folds over the table's rows that are not for the test, as positions in training and validation.
    private static func folds(
        _ recipe: Recipe, _ keys: SplitKeys, _ split: Split, _ target: TargetColumn
    ) throws(TrainingError) -> [Fold] {
        guard let count = recipe.crossValidation?.folds else { return [] }
        let pool = (split.training + split.validation).sorted()
        let places = Dictionary(
            uniqueKeysWithValues: (split.training + split.validation).enumerated().map { ($1, $0) })
        guard let folds = Fold.make(keys, positions: pool, count: count.value, seed: recipe.split.seed) else {
            let what = recipe.split.columns.first.map { "different values of \($0)" } ?? "rows"
            throw recipe.failure(count.line, "the table has too few \(what) for \(count.value) folds")
        }
        return folds.map { fold in
            Fold(
                training: fold.training.compactMap { places[$0] }.sorted(),
                validation: fold.validation.compactMap { places[$0] }.sorted())
        }
    }
}

/// Where the rows came from.
package struct DataOrigin: Sendable, Equatable {
    /// In the order of the numbers that `RowPlace` has.
    package var files: [String]
    /// Rows of the table, without those that filters dropped, and without files of their own.
    package var rows: Int
    package var rowsWithoutTarget: Int
    /// Lower-case hex SHA-256 of all bytes that were read; with files of their own for validation or test that of the
    /// tables' hashes, as hex texts one directly after the other.
    package var sha256: String
    /// Rows of the table that each of the recipe's filters dropped.
    package var dropped: [NamedValue<Int>]
}

extension Recipe {
    /// The rows of a table that have a target, with their weights.
    fileprivate func labelled(_ table: DataTable, _ target: TargetColumn) throws(TrainingError) -> LabelledRows {
        var labelled = try target.rows(table, column: table.position(of: self.target, self))
        if let weight {
            labelled.weights = try table.weights(labelled.rows, column: table.position(of: weight, self))
        }
        return labelled
    }

    /// One key per row, where a column decides the split.
    fileprivate func splitKeys(
        _ table: DataTable, _ all: LabelledRows, _ target: TargetColumn
    ) throws(TrainingError) -> SplitKeys {
        switch split.way {
        case .stratified: SplitKeys(targets: all.targets, task: target.task)
        case .time(let column): .times(try table.times(all.rows, column: table.position(of: column, self)))
        case .group(let column): .groups(try table.groups(all.rows, column: table.position(of: column, self)))
        }
    }
}
