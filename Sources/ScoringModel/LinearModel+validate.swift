extension LinearModel {
    func validate(_ features: [Feature]) throws(ModelError) {
        guard (1...TreeEnsemble.maximumGroupCount).contains(groupCount) else {
            throw ModelError(
                "the linear model has \(groupCount) output groups, expected 1 to \(TreeEnsemble.maximumGroupCount)")
        }
        guard bias.count == groupCount else {
            throw ModelError("the linear model has \(bias.count) biases for \(groupCount) output groups")
        }
        // A division: a hostile count must not overflow a product.
        guard weights.count.isMultiple(of: groupCount), weights.count / groupCount == features.count else {
            throw ModelError(
                "the linear model has \(weights.count) weights, expected \(features.count) features × \(groupCount)")
        }
        for (name, numbers) in [("base margin", baseMargins), ("bias", bias)] {
            if let group = numbers.firstIndex(where: { !$0.isFinite }) {
                throw ModelError("the \(name) of group \(group) is \(numbers[group]), which is not finite")
            }
        }
        if let index = weights.firstIndex(where: { !$0.isFinite }) {
            throw ModelError(
                "the weight of feature \(index / groupCount) in group \(index % groupCount) is \(weights[index]), "
                    + "which is not finite")
        }
        if let feature = features.first(where: { $0.kind == .categorical }) {
            throw ModelError(
                "the feature \(feature.name) is categorical: a linear model would take the number of a category for an "
                    + "amount")
        }
    }
}
