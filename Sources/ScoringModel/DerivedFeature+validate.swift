extension Manifest {
    func validateDerived() throws(ModelError) {
        guard columnCount > 0 else { throw ModelError("the model has no columns: every feature is input-only") }
        try requireUnique(features.map(\.name) + derived.map(\.name), "feature")
        let names = NameTable(features.map(\.name))
        var isUsed = features.map { !$0.isInputOnly }
        for derived in derived {
            try derived.validate(among: features, names)
            for input in derived.derivation.inputs {
                if let position = names.position(of: Array(input.utf8).span) { isUsed[position] = true }
            }
        }
        if let position = isUsed.firstIndex(of: false) {
            throw ModelError(
                "the feature \(features[position].name.prefix(64)) is input-only, but no derived feature is computed from it"
            )
        }
    }
}

extension DerivedFeature {
    fileprivate func validate(among features: [Feature], _ names: NameTable) throws(ModelError) {
        try derivation.validate(of: name, among: features, names)
        guard categories.isEmpty == (derivation.operation != .concat) else {
            throw ModelError(
                "the derived feature \(name.prefix(64)) (\(derivation.operation.rawValue)) has \(categories.count) categories, "
                    + "expected \(categories.isEmpty ? "at least one" : "none")")
        }
        try requireCategories(categories, of: name)
        try statistics?.validate(of: column)
    }
}

extension Derivation {
    /// Most edges of a bucket.
    package static let maximumEdgeCount = 4_096
    /// Longest separator of a concat, in bytes.
    package static let maximumSeparatorLength = 16

    /// Checks inputs and parameters of the derived feature `name`, whose inputs are among `features`.
    package func validate(of name: String, among features: [Feature]) throws(ModelError) {
        try validate(of: name, among: features, NameTable(features.map(\.name)))
    }

    fileprivate func validate(of name: String, among features: [Feature], _ names: NameTable) throws(ModelError) {
        func failure(_ problem: String) -> ModelError {
            ModelError("the derived feature \(name.prefix(64)) (\(operation.rawValue)) \(problem)")
        }
        for input in inputs {
            // By bytes, as the encoder looks them up.
            guard let position = names.position(of: Array(input.utf8).span) else {
                throw failure("is computed from \(input.prefix(64)), which is no feature of the row")
            }
            let feature = features[position]
            guard feature.kind == inputKind else {
                throw failure(
                    "is computed from \(input.prefix(64)), which is \(feature.kind.rawValue), expected \(inputKind.rawValue)"
                )
            }
            guard operation != .concat || !feature.categories.isEmpty else {
                throw failure("is computed from \(input.prefix(64)), whose categories have no names")
            }
        }
        switch self {
        case .log1p, .ratio, .difference, .datePart, .daysSince(_, .feature): break
        case .clip(_, let low, let high):
            guard low != nil || high != nil else { throw failure("has neither low nor high") }
            guard low?.isFinite ?? true, high?.isFinite ?? true else {
                throw failure("has a bound that is not finite")
            }
            if let low, let high, low > high { throw failure("has the bounds low \(low) and high \(high)") }
        case .bucket(_, let edges):
            guard (1...Self.maximumEdgeCount).contains(edges.count) else {
                throw failure("has \(edges.count) edges, expected 1 to \(Self.maximumEdgeCount)")
            }
            guard edges.allSatisfy(\.isFinite), zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw failure("has edges that are not finite numbers, each above the one before")
            }
        case .daysSince(_, .date(let text)):
            guard DateText.parse(Array(text.utf8).span) != nil else {
                throw failure("counts from \"\(text.prefix(64))\", which is no date such as 2020-01-01")
            }
        case .concat(_, _, let separator):
            guard (1...Self.maximumSeparatorLength).contains(separator.utf8.count) else {
                throw failure(
                    "has a separator of \(separator.utf8.count) bytes, expected 1 to \(Self.maximumSeparatorLength)")
            }
        }
    }
}
