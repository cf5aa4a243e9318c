/// How a model was trained; absent for an imported one.
package struct Training: Sendable, Equatable {
    package var rows: Int
    package var validationRows: Int
    package var testRows = 0
    /// Where the rows came from; nil in files of older releases, which know the hash alone.
    package var data: DataSource?
    /// Lower-case hex SHA-256 of what was read.
    package var dataSHA256: String
    /// Lower-case hex SHA-256 of the recipe's bytes.
    package var recipeSHA256: String?
    /// The trainer's version.
    package var programVersion: String?
    package var seed: UInt64
    /// The library's own parameter names and values, in the order they were set.
    package var parameters: [NamedValue<String>]
    /// On the validation rows.
    package var metrics: [NamedValue<Double>]
    /// The same metrics of a trivial model: the most frequent class, the mean.
    package var baselineMetrics: [NamedValue<Double>]
    /// On the test rows, where there are any.
    package var testMetrics: [NamedValue<Double>] = []
    /// Of each fold of a cross-validation.
    package var foldMetrics: [[NamedValue<Double>]] = []
    /// What the validation rows decided, so that `metrics` flatter: `early_stopping`, `threshold`, `calibration`.
    package var fittedOnValidation: [String] = []
    package var card = CardTexts()
    package var gate: [GateOutcome] = []
    /// The model was written although its gate failed.
    package var isForced = false

    package init(
        rows: Int, validationRows: Int, dataSHA256: String, seed: UInt64, parameters: [NamedValue<String>],
        metrics: [NamedValue<Double>], baselineMetrics: [NamedValue<Double>]
    ) {
        self.rows = rows
        self.validationRows = validationRows
        self.dataSHA256 = dataSHA256
        self.seed = seed
        self.parameters = parameters
        self.metrics = metrics
        self.baselineMetrics = baselineMetrics
    }
}

/// Where a training's rows came from.
package struct DataSource: Sendable, Equatable {
    /// File names without their folders, or what else gave the rows.
    package var files: [String]
    /// Rows of the table that the filters kept.
    package var rows: Int

    package init(files: [String], rows: Int) {
        self.files = files
        self.rows = rows
    }
}

/// What one condition of a recipe's gate came to.
package struct GateOutcome: Sendable, Equatable {
    /// As the recipe has it, such as `auc >= 0.85`.
    package var condition: String
    package var hasPassed: Bool
    /// A sentence.
    package var finding: String

    package init(condition: String, hasPassed: Bool, finding: String) {
        self.condition = condition
        self.hasPassed = hasPassed
        self.finding = finding
    }
}
