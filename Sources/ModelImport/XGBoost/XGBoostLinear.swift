import ScoringModel

/// The weights of a `gblinear` booster: those of its last iteration, which are all that a file has.
struct XGBoostLinear {
    let model: LinearModel
    let iterationCount: Int

    init(_ booster: DocumentField, _ learner: XGBoostLearner) throws(ModelImportError) {
        let (featureCount, groupCount) = (learner.featureCount, learner.groupCount)
        let field = try booster.member("model")
        let weights = try field.member("weights")
        let list = try weights.numbers(count: (featureCount + 1) * groupCount)
        for index in 0..<list.count where !list.float(at: index).isFinite {
            throw weights.failure(at: index, "is \(list.float(at: index)), which is not finite")
        }
        // Releases from 2.1 refuse to train these; 1.7 takes a category's number for an amount.
        if let position = learner.featureKinds.firstIndex(of: .categorical) {
            throw ModelImportError(
                "the booster is gblinear and the feature \(learner.featureNames[position]) is categorical: a linear model "
                    + "takes the number of a category for an amount")
        }
        let count = featureCount * groupCount
        model = LinearModel(
            // XGBoost starts every group from the first one's.
            baseMargins: Array(repeating: learner.baseMargins[0], count: groupCount),
            bias: (count..<count + groupCount).map { list.float(at: $0) },
            weights: (0..<count).map { list.float(at: $0) })
        iterationCount = try field.optionalMember("boosted_rounds")?.integer(in: 0...Int.max - 1) ?? 1
    }
}
