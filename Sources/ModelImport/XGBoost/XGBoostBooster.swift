import ScoringModel

/// What a file's booster predicts with.
enum XGBoostBooster {
    case trees(XGBoostForest)
    case linear(XGBoostLinear)

    init(_ learner: XGBoostLearner) throws(ModelImportError) {
        let field = learner.gradientBooster
        let name = try field.member("name").text()
        switch name {
        case "gbtree", "dart":
            self = .trees(
                try XGBoostForest(
                    field, isDart: name == "dart", groupCount: learner.groupCount, featureCount: learner.featureCount))
        case "gblinear": self = .linear(try XGBoostLinear(field, learner))
        default:
            throw ModelImportError("the booster \(name.prefix(40)) is unknown, expected gbtree, dart or gblinear")
        }
    }

    var iterationCount: Int {
        switch self {
        case .trees(let forest): forest.iterationCount
        case .linear(let model): model.iterationCount
        }
    }

    var categories: XGBoostCategories? {
        guard case .trees(let forest) = self else { return nil }
        return forest.categories
    }

    /// The predictor of some iterations: of a linear model all of them.
    func predictor(of iterations: Range<Int>, _ learner: XGBoostLearner) throws(ModelImportError) -> Predictor {
        switch self {
        case .trees(let forest):
            .trees(
                try forest.ensemble(
                    of: iterations, baseMargins: learner.baseMargins, featureCount: learner.featureCount))
        case .linear(let model): .linear(model.model)
        }
    }
}
