extension Feature {
    func validate() throws(ModelError) {
        guard kind == .categorical || categories.isEmpty else {
            throw ModelError("the \(kind.rawValue) feature \(name) has categories")
        }
        guard kind != .date || isInputOnly else {
            throw ModelError("the date \(name) is not input-only; a model sees dates through derived features alone")
        }
        try requireCategories(categories, of: name)
        if let missingSentinel, !missingSentinel.isFinite {
            throw ModelError(
                "the number that means missing in the feature \(name) is \(missingSentinel), expected a finite one")
        }
        try statistics?.validate(of: name)
    }
}

func requireCategories(_ categories: [String], of feature: String) throws(ModelError) {
    guard categories.count <= TreeEnsemble.categoryLimit else {
        throw ModelError(
            "the feature \(feature) has \(categories.count) categories, expected at most \(TreeEnsemble.categoryLimit)")
    }
    try requireUnique(categories, "category of the feature \(feature)", allowEmpty: true)
}

extension FeatureStatistics {
    func validate(of feature: String) throws(ModelError) {
        guard count >= 0, (0...count).contains(missing) else {
            throw ModelError("the statistics of the feature \(feature) count \(missing) missing of \(count) values")
        }
        let isFinite =
            [minimum, maximum].allSatisfy { $0?.isFinite ?? true }
            && [mean, standardDeviation].allSatisfy { $0?.isFinite ?? true }
        guard isFinite else {
            throw ModelError("the statistics of the feature \(feature) have a number that is not finite")
        }
    }
}
