import Files
import Keyspace
import ScoringModel
import Yams

extension Recipe {
    static let sizeLimit = 1 << 20
    static let keys = [
        "name", "data", "target", "task", "positive", "threshold", "features", "split", "parameters", "rounds",
        "early_stopping", "metric",
    ]

    /// Reads a recipe; paths in it are relative to its own folder.
    package static func read(_ path: String) throws(TrainingError) -> Recipe {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(path, limit: sizeLimit) } catch { throw TrainingError(.recipe, "\(error)") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TrainingError(.recipe, "\(path) is no UTF-8 text")
        }
        return try parse(text, path: path)
    }

    package static func parse(_ text: String, path: String) throws(TrainingError) -> Recipe {
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch { throw TrainingError(.recipe, "\(path)\(place(of: error))") }
        guard let node else { throw TrainingError(.recipe, "\(path) is empty; a recipe needs name, data and target") }
        return try Recipe(RecipeNode(node, file: path), path: path)
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
        threshold =
            try node("threshold").map { node throws(TrainingError) in
                Float(try node.number("a probability between 0 and 1") { $0 > 0 && $0 < 1 })
            } ?? 0.5
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

    /// Completes the file's name: ", line 3: mapping values are not allowed in this context".
    private static func place(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ", line \(mark.line): \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            ", line \(context.mark.line): the key \(keys.joined(separator: ", ")) stands there twice"
        case .reader(let problem, _, _, _): ": \(problem)"
        default: " is no YAML"
        }
    }
}

extension FeatureChoices {
    init(_ node: RecipeNode) throws(TrainingError) {
        for (key, node) in try node.members([
            "include", "exclude", "types", "categories", "required", "unseen", "missing",
        ]) {
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
                    NamedValue(name, Located(try Self.names(node), line: node.line))
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

    private static func names(_ node: RecipeNode) throws(TrainingError) -> [String] {
        let names = try node.list().map { item throws(TrainingError) in try item.text() }
        guard !names.isEmpty else { throw node.failure("\(node.place) is an empty list") }
        guard Set(names).count == names.count else { throw node.failure("\(node.place) names a category twice") }
        return names
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
