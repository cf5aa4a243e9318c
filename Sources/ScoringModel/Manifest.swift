/// Everything about a model but its numbers: what goes in, what comes out, where it came from.
package struct Manifest: Sendable, Equatable {
    package var name: String
    package var task: Task
    /// ISO 8601, UTC.
    package var createdAt: String
    /// What rows hold.
    package var features: [Feature]
    /// Model columns that are computed from the features, behind those.
    package var derived: [DerivedFeature] = []
    package var target: String?
    /// Class names in the order of the probabilities; two for `binary`, empty for other tasks than classification.
    package var classLabels: [String]
    /// Class of the score of a `binary` model: an index into `classLabels`. The margin is that class's.
    package var positiveClass: Int
    /// `binary`: the positive label is given from this score on.
    package var decisionThreshold: Float
    package var transform: OutputTransform
    /// Of the predictor: what values are rounded to when rows are encoded, and outputs.
    package var precision: Precision = .float32
    /// Margins are divided by it before the transform: 1, or the iterations of a Float64 ensemble that averages its trees.
    package var marginDivisor: Double = 1
    /// Of the transform `logistic` in Float64: the margin is multiplied by it before.
    package var sigmoid: Double = 1
    /// `binary` with the transform `logistic`: applied to the margin before it; nil for none.
    package var calibration: Calibration?
    /// Iterations of the source model that were taken.
    package var iterationRange: Range<Int>
    package var source: Source
    package var training: Training?
    /// What it answered to the rows that judged it.
    package var scores: ScoreStatistics?
    /// Largest absolute difference between a margin and its golden value that the gate lets pass.
    package var goldenTolerance: Float
    package var goldenOrigin: GoldenOrigin

    package init(
        name: String, task: Task, createdAt: String, features: [Feature], target: String? = nil,
        classLabels: [String] = [], positiveClass: Int = 1, decisionThreshold: Float = 0.5,
        transform: OutputTransform, calibration: Calibration? = nil, iterationRange: Range<Int>, source: Source,
        training: Training? = nil, goldenTolerance: Float = 0, goldenOrigin: GoldenOrigin
    ) {
        self.name = name
        self.task = task
        self.createdAt = createdAt
        self.features = features
        self.target = target
        self.classLabels = classLabels
        self.positiveClass = positiveClass
        self.decisionThreshold = decisionThreshold
        self.transform = transform
        self.calibration = calibration
        self.iterationRange = iterationRange
        self.source = source
        self.training = training
        self.goldenTolerance = goldenTolerance
        self.goldenOrigin = goldenOrigin
    }
}

package enum Task: String, Sendable, CaseIterable {
    case binary
    case multiclass
    case regression
    case ranking
    case multiTarget = "multi_target"
}

/// Margins of one row → what the caller reads, computed in the model's precision as the library does.
package enum OutputTransform: String, Sendable, CaseIterable {
    case identity
    /// Each margin: in Float32 `t = min(-x, 88.7); 1 / (exp(t) + 1 + 1e-16)`, in Float64 `1 / (1 + exp(-sigmoid x))`. Of a
    /// `multiclass` model (one against all) the probabilities do not add up to 1.
    case logistic
    /// `exp(x - max)`, divided by their sum.
    case softmax
    /// `exp(x)`.
    case exponential
    /// 1 for a margin above 0, else 0.
    case hinge
    /// Expectiles that can't cross: the first margin, then each the one before + 1e-6 + log(1 + exp(x)).
    case expectile
    /// The margins in ascending order: quantiles that can't cross.
    case sorted
    /// x², with the sign of x.
    case signedSquare = "signed_square"
    /// `log(1 + exp(x))`.
    case log1pExp = "log1p_exp"
    /// The margins are probabilities already: of a `binary` model the positive class's, else one per class.
    case probabilities
}

/// Whose outputs the golden margins are.
package enum GoldenOrigin: String, Sendable, CaseIterable {
    /// The training library's, taken by the trainer.
    case library
    /// The user's own file of the library's predictions, given at import.
    case file
    /// Scoreline's reference scorer: guards against corruption, proves nothing about the library.
    case reference
}

/// Where a model came from.
package struct Source: Sendable, Equatable {
    package var library: String
    package var libraryVersion: String
    /// Such as `xgboost-json`, `xgboost-ubjson`.
    package var format: String
    /// Lower-case hex SHA-256 of the original file.
    package var sha256: String

    package init(library: String, libraryVersion: String, format: String, sha256: String) {
        self.library = library
        self.libraryVersion = libraryVersion
        self.format = format
        self.sha256 = sha256
    }
}

/// A named value in a list that keeps its order.
package struct NamedValue<Value: Sendable & Equatable>: Sendable, Equatable {
    package var name: String
    package var value: Value

    package init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}
