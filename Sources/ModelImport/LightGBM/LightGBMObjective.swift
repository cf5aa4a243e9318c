import ScoringModel

/// What the line `objective` says: the kind of model and how raw scores become predictions.
struct LightGBMObjective: Equatable {
    /// LightGBM's own name, whatever alias the file has.
    let name: String
    let task: Task
    let transform: OutputTransform
    let sigmoid: Double
    /// Raw scores per row.
    let groupCount: Int

    var classCount: Int { task == .binary ? 2 : task == .multiclass ? groupCount : 0 }

    /// What stands for an objective where a function of the user's own was the loss: files do not have it.
    static let custom = "custom"

    /// Names that older releases and the parameters of a training use.
    private static let aliases = [
        "regression_l2": "regression", "mean_squared_error": "regression", "mse": "regression", "l2": "regression",
        "l2_root": "regression", "root_mean_squared_error": "regression", "rmse": "regression",
        "l1": "regression_l1", "mean_absolute_error": "regression_l1", "mae": "regression_l1",
        "mean_absolute_percentage_error": "mape", "softmax": "multiclass", "multiclass_ova": "multiclassova",
        "ova": "multiclassova", "ovr": "multiclassova", "xentropy": "cross_entropy",
        "xentlambda": "cross_entropy_lambda", "xendcg": "rank_xendcg", "xe_ndcg": "rank_xendcg",
        "xe_ndcg_mart": "rank_xendcg", "xendcg_mart": "rank_xendcg",
    ]

    /// Where the header names no objective, only the trees of one iteration say how many raw scores a row has.
    init(_ header: LightGBMSection, treesPerIteration: Int) throws(ModelImportError) {
        let words = header.has("objective") ? try header.words("objective") : []
        guard let first = words.first, !["custom", "none", "null", "na"].contains(first) else {
            // LightGBM's predictions are raw scores then.
            name = Self.custom
            (task, transform) = (treesPerIteration == 1 ? .regression : .multiTarget, .identity)
            (sigmoid, groupCount) = (1, treesPerIteration)
            return
        }
        name = Self.aliases[first] ?? first
        var options = LightGBMOptions(words.dropFirst(), header)
        var groupCount = 1
        var sigmoid = 1.0
        switch name {
        case "binary":
            (task, transform) = (.binary, .logistic)
            sigmoid = try options.sigmoid()
        case "multiclass":
            (task, transform) = (.multiclass, .softmax)
            groupCount = try options.classCount()
        case "multiclassova":
            (task, transform) = (.multiclass, .logistic)
            groupCount = try options.classCount()
            sigmoid = try options.sigmoid()
        case "regression", "regression_l1", "fair", "quantile", "mape":
            (task, transform) = (.regression, options.take("sqrt") == nil ? .identity : .signedSquare)
        case "huber":
            // LightGBM turns the square root off for it, but an old file may still have the word.
            (task, transform) = (.regression, .identity)
            _ = options.take("sqrt")
        case "poisson", "gamma", "tweedie": (task, transform) = (.regression, .exponential)
        case "cross_entropy": (task, transform) = (.regression, .logistic)
        case "cross_entropy_lambda": (task, transform) = (.regression, .log1pExp)
        case "lambdarank", "rank_xendcg": (task, transform) = (.ranking, .identity)
        default:
            throw header.failure(
                "has the objective \(name.prefix(40)), which is unknown, so how raw scores become predictions is too")
        }
        try options.end()
        self.groupCount = groupCount
        self.sigmoid = sigmoid
    }
}

/// The words behind an objective's name, each at most once.
private struct LightGBMOptions {
    private var words: [String]
    private let header: LightGBMSection

    init(_ words: ArraySlice<String>, _ header: LightGBMSection) {
        self.words = Array(words)
        self.header = header
    }

    /// Takes the word `name`, or what stands behind `name:`.
    mutating func take(_ name: String) -> String? {
        guard let index = words.firstIndex(where: { $0 == name || $0.hasPrefix(name + ":") }) else { return nil }
        return String(words.remove(at: index).dropFirst(name.count + 1))
    }

    mutating func classCount() throws(ModelImportError) -> Int {
        let text = take("num_class") ?? ""
        guard let count = Int(text), (2...TreeEnsemble.maximumGroupCount).contains(count) else {
            throw header.failure(
                "objective", "has num_class \"\(text.prefix(40))\", expected 2 to \(TreeEnsemble.maximumGroupCount)")
        }
        return count
    }

    mutating func sigmoid() throws(ModelImportError) -> Double {
        let text = take("sigmoid") ?? ""
        let bytes = Array(text.utf8)
        guard let sigmoid = LightGBMNumber.double(bytes.span, bytes.indices), sigmoid.isFinite, sigmoid > 0 else {
            throw header.failure(
                "objective", "has the sigmoid \"\(text.prefix(40))\", expected a finite number above 0")
        }
        return sigmoid
    }

    func end() throws(ModelImportError) {
        guard let word = words.first else { return }
        throw header.failure("objective", "has the word \"\(word.prefix(40))\", whose meaning is unknown here")
    }
}
