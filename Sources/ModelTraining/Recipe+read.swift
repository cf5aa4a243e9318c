import Keyspace
import ScoringModel

extension Recipe {
    static let keys = [
        "name", "data", "target", "task", "positive", "threshold", "features", "split", "parameters", "rounds",
        "early_stopping", "metric",
    ]

    /// Reads a recipe; paths in it are relative to its own folder.
    package static func read(_ path: String) throws(TrainingError) -> Recipe {
        try Recipe(RecipeNode.document(path: path), path: path)
    }

    package static func parse(_ text: String, path: String) throws(TrainingError) -> Recipe {
        try Recipe(RecipeNode.document(text, path: path), path: path)
    }

    private init(_ document: RecipeNode, path: String) throws(TrainingError) {
        let members = try document.members(Self.keys)
        func node(_ key: String) -> RecipeNode? { members.first { $0.key == key }?.node }
        func required(_ key: String) throws(TrainingError) -> RecipeNode {
            guard let node = node(key) else { throw TrainingError(.recipe, "\(path): the key \(key) is missing") }
            return node
        }
        self.path = path
        let nameNode = try required("name")
        name = try nameNode.text()
        guard Keyspace.isName(name) else {
            throw nameNode.failure("name is \"\(name.prefix(80))\"; expected 1 to 64 characters of A-Z a-z 0-9 _ . -")
        }
        let file = try required("data").text()
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        data = file.hasPrefix("/") ? file : folder + file
        target = try required("target").located()
        task = try node("task")?.word([Task.binary, .multiclass, .regression])
        positive = try node("positive")?.located()
        threshold = try node("threshold")?.probability() ?? 0.5
        features =
            try node("features").map { node throws(TrainingError) in try FeatureChoices(node) } ?? FeatureChoices()
        split = try node("split").map { node throws(TrainingError) in try SplitChoices(node) } ?? SplitChoices()
        parameters =
            try node("parameters")?.members(nil).map { key, node throws(TrainingError) in
                NamedValue(key, try node.located())
            } ?? []
        rounds = try node("rounds")?.whole(in: 1...100_000) ?? 100
        earlyStopping = try node("early_stopping")?.whole(in: 1...100_000)
        metric = try node("metric")?.located()
    }
}

extension FeatureChoices {
    static let keys = ["include", "exclude", "types", "categories", "required", "unseen", "missing"]

    init(_ node: RecipeNode, keys: [String] = Self.keys) throws(TrainingError) {
        for (key, node) in try node.members(keys) {
            switch key {
            case "include": include = try node.list().map { item throws(TrainingError) in try item.located() }
            case "exclude": exclude = try node.list().map { item throws(TrainingError) in try item.located() }
            case "required": required = try node.list().map { item throws(TrainingError) in try item.located() }
            case "types":
                types = try node.members(nil).map { name, node throws(TrainingError) in
                    NamedValue(name, try node.word(Feature.Kind.allCases))
                }
            case "categories":
                categories = try node.members(nil).map { name, node throws(TrainingError) in
                    NamedValue(name, Located(try node.names(), line: node.line))
                }
            case "unseen":
                unseen = try node.members(nil).map { name, node throws(TrainingError) in
                    NamedValue(name, try node.word(Feature.UnseenPolicy.allCases))
                }
            default:
                missing = try node.members(nil).map { name, node throws(TrainingError) in
                    let number = try node.number("a number that Float32 holds") { Float($0).isFinite }
                    return NamedValue(name, Located(Float(number), line: node.line))
                }
            }
        }
    }
}

extension SplitChoices {
    init(_ node: RecipeNode) throws(TrainingError) {
        for (key, node) in try node.members(["validation", "seed"]) {
            if key == "seed" {
                // XGBoost's seed is a signed 32-bit number in some releases.
                seed = UInt64(try node.whole(in: 0...Int(Int32.max)))
            } else {
                validation = try node.number("a share of the rows from 0.01 to 0.9") { (0.01...0.9).contains($0) }
            }
        }
    }
}
