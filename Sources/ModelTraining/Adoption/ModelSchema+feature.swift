import ScoringModel

extension ModelSchema {
    /// Adds what the schema says about a feature to what the model's file says.
    func complete(_ feature: inout Feature) throws(TrainingError) {
        let name = feature.name
        let kind = feature.kind
        if let declared = features.types.value(named: name), declared.value != kind {
            guard kind == .numeric, declared.value == .boolean else {
                throw failure(declared.line, "\(name) is \(kind.rawValue) in the model, not \(declared.value.rawValue)")
            }
            feature.kind = .boolean
        }
        if let categories = features.categories.value(named: name) {
            guard kind == .categorical else {
                throw failure(categories.line, "\(name) is \(kind.rawValue) in the model and has no categories")
            }
            feature.categories = categories.value
        }
        // What the file itself requires stays, until the schema has a list of its own.
        if !features.required.isEmpty { feature.required = features.required.contains { $0.value == name } }
        feature.unseen = features.unseen.value(named: name)?.value ?? .missing
        feature.missingSentinel = features.missing.value(named: name)?.value
    }
}
