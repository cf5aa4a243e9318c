import Checksum
import Keyspace
import ScoringModel
import TrainingData

extension Recipe {
    static let keys = [
        "name", "card", "data", "target", "weight", "task", "positive", "threshold", "calibration", "features", "split",
        "cross_validation", "class_weights", "parameters", "rounds", "early_stopping", "metric", "gate", "publish",
    ]

    /// Reads a recipe; paths in it are relative to its own folder.
    package static func read(_ path: String) throws(TrainingError) -> Recipe {
        try parse(RecipeNode.text(path: path), path: path)
    }

    package static func parse(_ text: String, path: String) throws(TrainingError) -> Recipe {
        try Recipe(RecipeNode.document(text, path: path), path: path, sha256: SHA256.hex(Array(text.utf8)))
    }

    private init(_ document: RecipeNode, path: String, sha256: String) throws(TrainingError) {
        let members = try document.members(Self.keys)
        func node(_ key: String) -> RecipeNode? { members.first { $0.key == key }?.node }
        func required(_ key: String) throws(TrainingError) -> RecipeNode {
            guard let node = node(key) else { throw TrainingError(.recipe, "\(path): the key \(key) is missing") }
            return node
        }
        self.path = path
        self.sha256 = sha256
        let nameNode = try required("name")
        name = try nameNode.text()
        guard Keyspace.isName(name) else {
            throw nameNode.failure("name is \"\(name.prefix(80))\"; expected 1 to 64 characters of A-Z a-z 0-9 _ . -")
        }
        card = try node("card").map { node throws(TrainingError) in try CardTexts(node) } ?? CardTexts()
        let dataNode = try required("data")
        data = Located(try DataChoices(dataNode), line: dataNode.line)
        hooks = try DataChoices.hooks(dataNode)
        target = try required("target").located()
        weight = try node("weight")?.located()
        task = try node("task")?.word([Task.binary, .multiclass, .regression])
        positive = try node("positive")?.located()
        threshold = try node("threshold").map { node throws(TrainingError) in
            Located(try ThresholdChoice(node), line: node.line)
        }
        calibration = try node("calibration")?.word(CalibrationChoice.allCases)
        features =
            try node("features").map { node throws(TrainingError) in try FeatureChoices(node) } ?? FeatureChoices()
        split = try node("split").map { node throws(TrainingError) in try SplitChoices(node) } ?? SplitChoices()
        crossValidation = try node("cross_validation").map { node throws(TrainingError) in
            try CrossValidationChoices(node)
        }
        classWeights = try node("class_weights").map { node throws(TrainingError) in
            Located(try ClassWeightChoice(node), line: node.line)
        }
        parameters =
            try node("parameters")?.members(nil).map { key, node throws(TrainingError) in
                NamedValue(key, try node.located())
            } ?? []
        rounds = try node("rounds")?.whole(in: 1...100_000) ?? 100
        earlyStopping = try node("early_stopping")?.whole(in: 1...100_000)
        metric = try node("metric")?.located()
        gate = try node("gate").map { node throws(TrainingError) in try GateChoices(node) } ?? GateChoices()
        publish = try node("publish").map { node throws(TrainingError) in try PublishChoices(node) } ?? PublishChoices()
        try gate.check(self, task: task?.value)
        if let weight, weight.value == target.value {
            throw failure(weight.line, "\(weight.value) is the target and can't be the weight")
        }
    }
}
