package import Evaluation
package import ScoringModel

/// All that a report is made of. Nothing here is computed for the report, everything in the report is computed from this.
package struct ReportInput: Sendable {
    package enum Occasion: String, Sendable {
        case training
        /// Of a finished model, on data that it may never have seen.
        case evaluation
    }

    /// Rows that are looked at together: `train`, `validation`, `test`, or `data` in an evaluation.
    package struct Part: Sendable {
        package var name: String
        package var rows: ScoredRows
        /// The model's columns, row-major; NaN is missing.
        package var encoded: [Float]
        /// Where a row stands, for people: "trips.csv, line 17".
        package var place: @Sendable (Int) -> String

        package init(
            name: String, rows: ScoredRows, encoded: [Float], place: @escaping @Sendable (Int) -> String
        ) {
            self.name = name
            self.rows = rows
            self.encoded = encoded
            self.place = place
        }
    }

    /// A column as the model sees it.
    package struct Column: Sendable {
        package var name: String
        /// `numeric`, `categorical`, `boolean`, or what it is derived by.
        package var kind: String
        /// Names of the codes; empty for numbers.
        package var categories: [String]
        /// What training saw, where the model file says so.
        package var statistics: FeatureStatistics?
        /// Values that training never saw, which became missing.
        package var unseen = 0

        package init(
            name: String, kind: String, categories: [String] = [], statistics: FeatureStatistics? = nil
        ) {
            self.name = name
            self.kind = kind
            self.categories = categories
            self.statistics = statistics
        }
    }

    /// A metric after each iteration.
    package struct LearningCurve: Sendable {
        package var metric: String
        package var training: [Double]
        package var validation: [Double]

        package init(metric: String, training: [Double], validation: [Double]) {
            self.metric = metric
            self.training = training
            self.validation = validation
        }
    }

    /// One condition of the gate.
    package struct GateResult: Sendable {
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

    /// The model that answers today, on the same rows.
    package struct LiveModel: Sendable {
        package var version: Int
        package var sha256: String
        /// By the names of the parts.
        package var outcomes: [NamedValue<ScoredRows>]

        package init(version: Int, sha256: String, outcomes: [NamedValue<ScoredRows>]) {
            self.version = version
            self.sha256 = sha256
            self.outcomes = outcomes
        }
    }

    package var occasion: Occasion
    package var manifest: Manifest
    package var parts: [Part]
    package var columns: [Column]
    /// What the trivial model learns from; nil takes its metrics from nowhere.
    package var baseline: ScoredRows?
    package var folds: [ScoredRows] = []
    package var learningCurves: [LearningCurve] = []
    /// Total gain of each column's splits; empty when the library did not tell.
    package var gains: [Double] = []
    /// Values, as `ScoredRows` has them, of encoded rows; nil leaves permutation importances out.
    package var score: (@Sendable ([Float]) -> [Float])?
    package var gate: [GateResult] = []
    /// The model was taken although the gate failed.
    package var isForced = false
    package var live: LiveModel?
    /// The metric that decides, where it is one of this report's.
    package var metric: String?
    /// Sentences that a reader of the figures must know.
    package var notes: [String] = []
    /// `purpose`, `owner`, `data`, `limits`.
    package var card: [NamedValue<String>] = []
    /// What it takes to do it again, as names and values: command, versions, fingerprints, seed.
    package var reproduction: [NamedValue<String>] = []
    package var recipe: String?
    package var seed: UInt64 = 1

    package init(
        occasion: Occasion, manifest: Manifest, parts: [Part], columns: [Column], baseline: ScoredRows? = nil
    ) {
        precondition(!parts.isEmpty, "rows to report on")
        self.occasion = occasion
        self.manifest = manifest
        self.parts = parts
        self.columns = columns
        self.baseline = baseline
    }

    /// The part that judges: the last one, which is the test rows where there are any.
    package var judge: Part { parts[parts.count - 1] }
}
