import ScoringModel

/// What the user of a foreign model file knows and the file does not say: one YAML file. `docs/import.md` explains the
/// keys.
package struct ModelSchema: Sendable, Equatable {
    let path: String
    let target: String?
    let task: Located<Task>?
    let transform: Located<OutputTransform>?
    /// Names of all features, in the model's order.
    let names: Located<[String]>?
    let classes: Located<[String]>?
    let positive: Located<String>?
    let threshold: Float?
    let features: FeatureChoices

    private static let keys = ["target", "task", "transform", "names", "classes", "positive", "threshold", "features"]
    /// Keys of a recipe's features that choose columns or change training.
    private static let notOfSchema = ["include", "exclude", "monotone", "derived"]

    package static func read(_ path: String) throws(TrainingError) -> ModelSchema {
        try ModelSchema(RecipeNode.document(path: path), path: path)
    }

    init(_ document: RecipeNode, path: String) throws(TrainingError) {
        let members = try document.members(Self.keys)
        func node(_ key: String) -> RecipeNode? { members.first { $0.key == key }?.node }
        func names(_ key: String) throws(TrainingError) -> Located<[String]>? {
            guard let node = node(key) else { return nil }
            return Located(try node.names(), line: node.line)
        }
        self.path = path
        target = try node("target")?.text()
        task = try node("task")?.word(Task.allCases)
        transform = try node("transform")?.word(OutputTransform.allCases)
        self.names = try names("names")
        classes = try names("classes")
        positive = try node("positive")?.located()
        threshold = try node("threshold")?.probability()
        features =
            try node("features").map { node throws(TrainingError) in
                try FeatureChoices(node, keys: FeatureChoices.keys.filter { !Self.notOfSchema.contains($0) })
            } ?? FeatureChoices()
    }

    func failure(_ line: Int, _ problem: String) -> TrainingError {
        TrainingError(.recipe, "\(path), line \(line): \(problem)")
    }
}
