extension Feature {
    package func validate() throws(ModelError) {
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
        try statistics?.validate(of: self)
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
    func validate(of feature: Feature) throws(ModelError) {
        guard count >= 0, (0...count).contains(missing) else {
            throw ModelError(
                "the statistics of the feature \(feature.name) count \(missing) missing of \(count) values")
        }
        let isFinite =
            [minimum, maximum].allSatisfy { $0?.isFinite ?? true }
            && [mean, standardDeviation].allSatisfy { $0?.isFinite ?? true }
        guard isFinite else {
            throw ModelError("the statistics of the feature \(feature.name) have a number that is not finite")
        }
        try validateHistogram(of: feature)
    }

    private func validateHistogram(of feature: Feature) throws(ModelError) {
        guard let histogram else { return }
        let what = "the histogram of the feature \(feature.name)"
        switch histogram.bins {
        case .edges:
            guard feature.kind != .categorical else { throw ModelError("\(what) has edges, expected codes") }
        case .codes(let codes):
            guard feature.kind == .categorical else { throw ModelError("\(what) has codes, expected edges") }
            guard feature.categories.isEmpty || codes.allSatisfy(feature.categories.indices.contains) else {
                throw ModelError("\(what) has a code above those of its \(feature.categories.count) categories")
            }
        }
        try histogram.validate(what, total: count - missing)
    }
}
