import ScoringModel

extension DerivedChoice {
    static let operations = Operation.allCases.map(\.rawValue)
    static let keys = ["name"] + operations + ["low", "high", "edges", "part", "since", "separator"]

    static func list(_ node: RecipeNode) throws(TrainingError) -> [DerivedChoice] {
        var names: Set<String> = []
        return try node.list().map { item throws(TrainingError) in
            let choice = try DerivedChoice(item)
            guard names.insert(choice.name.value).inserted else {
                throw item.failure("there are two derived features \(choice.name.value)")
            }
            return choice
        }
    }

    private init(_ node: RecipeNode) throws(TrainingError) {
        let members = try node.members(Self.keys)
        func member(_ key: String) -> RecipeNode? { members.first { $0.key == key }?.node }
        guard let name = member("name") else { throw node.failure("a derived feature must have a name") }
        self.name = try name.located()
        let given = members.filter { Self.operations.contains($0.key) }
        guard given.count == 1, let operation = Operation(rawValue: given[0].key) else {
            let found = given.isEmpty ? "none" : given.map(\.key).joined(separator: " and ")
            throw node.failure(
                "the derived feature \(self.name.value) must have one of \(Self.operations.joined(separator: ", ")); it has "
                    + found)
        }
        let value = given[0].node
        self.operation = Located(operation, line: value.line)
        of = try Self.inputs(value, operation)
        for (key, node) in members where key != "name" && key != operation.rawValue {
            guard operation.parameters.contains(key) else {
                let known =
                    operation.parameters.isEmpty
                    ? "it has no parameters" : "its parameters are \(operation.parameters.joined(separator: ", "))"
                throw node.failure("\(operation.rawValue) has no \(key); \(known)")
            }
            switch key {
            case "low": low = try node.finite()
            case "high": high = try node.finite()
            case "edges": edges = try Self.edges(node)
            case "part": part = try node.word(Derivation.DatePart.allCases).value
            case "since": since = try node.located()
            default: separator = try node.text()
            }
        }
        let isComplete =
            switch operation {
            case .clip: low != nil || high != nil
            case .bucket: !edges.isEmpty
            case .datePart: part != nil
            case .daysSince: since != nil
            case .log1p, .ratio, .difference, .concat: true
            }
        guard isComplete else {
            throw node.failure("\(operation.rawValue) needs \(operation.parameters.joined(separator: " or "))")
        }
        if let low, let high, low >= high { throw node.failure("low must be less than high") }
    }

    private static func inputs(
        _ node: RecipeNode, _ operation: Operation
    ) throws(TrainingError) -> [Located<String>] {
        guard operation.inputCount == 2 else { return [try node.located()] }
        guard node.isList, case let names = try node.locatedNames(), names.count == 2 else {
            throw node.failure("\(operation.rawValue) takes a list of two columns")
        }
        return names
    }

    private static func edges(_ node: RecipeNode) throws(TrainingError) -> [Double] {
        let edges = try node.list().map { item throws(TrainingError) in try item.finite() }
        guard !edges.isEmpty, zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw node.failure("\(node.place) must be numbers in ascending order")
        }
        return edges
    }
}

extension DerivedChoice.Operation {
    var inputCount: Int {
        switch self {
        case .ratio, .difference, .concat: 2
        case .log1p, .clip, .bucket, .datePart, .daysSince: 1
        }
    }

    /// Keys beside the operation's own.
    var parameters: [String] {
        switch self {
        case .clip: ["low", "high"]
        case .bucket: ["edges"]
        case .datePart: ["part"]
        case .daysSince: ["since"]
        case .concat: ["separator"]
        case .log1p, .ratio, .difference: []
        }
    }
}
