import JSONBytes
import ScoringModel

/// The parts of a file about the model as a whole.
struct XGBoostLearner {
    /// Columns that a file may declare: names are made for them.
    static let maximumFeatureCount = 1 << 20

    let version: XGBoostVersion
    let objective: XGBoostObjective
    let featureNames: [String]
    let featureKinds: [Feature.Kind]
    let classCount: Int
    /// Margins per row.
    let groupCount: Int
    let baseMargins: [Float]
    let task: Task
    let bestIteration: Int?
    let gradientBooster: DocumentField

    var featureCount: Int { featureNames.count }

    init(_ root: DocumentField) throws(ModelImportError) {
        try Self.refuseOtherDocuments(root)
        version = try XGBoostVersion(root.member("version"))
        let learner = try root.member("learner")
        let parameters = try learner.member("learner_model_param")
        let named = try XGBoostObjective.named(learner.member("objective").member("name").text(), version)
        gradientBooster = try learner.member("gradient_booster")

        let featureCount = try parameters.member("num_feature").integer(in: 1...Self.maximumFeatureCount)
        featureNames = try Self.featureNames(learner, featureCount)
        featureKinds = try Self.featureKinds(learner, featureCount)

        let limit = TreeEnsemble.maximumGroupCount
        let classes = try parameters.optionalMember("num_class")?.integer(in: 0...limit) ?? 0
        let targets = try parameters.optionalMember("num_target")?.integer(in: 0...limit) ?? 1
        guard classes <= 1 || targets <= 1 else {
            throw parameters.failure("has \(classes) classes and \(targets) targets, expected one of them at most 1")
        }
        groupCount = max(classes, targets, 1)
        try Self.check(named, classes: classes, targets: targets)
        objective = named.ofTargets(targets)
        task = objective.task
        classCount = task == .binary ? 2 : task == .multiclass ? classes : 0
        baseMargins = try Self.baseMargins(parameters.member("base_score"), groupCount, objective, version)
        bestIteration = try learner.optionalMember("attributes")?.optionalMember("best_iteration")?
            .integer(in: 0...Int.max)
    }

    /// Documents that are JSON, but not a model of XGBoost's.
    private static func refuseOtherDocuments(_ root: DocumentField) throws(ModelImportError) {
        if try root.optionalMember("Model") != nil, try root.optionalMember("Config") != nil {
            throw ModelImportError(
                "this is a snapshot of a Booster in memory, which other versions can't read: load it with the XGBoost "
                    + "that wrote it and \(ForeignFormat.export)")
        }
        if try root.optionalMember("nodeid") != nil {
            throw ModelImportError(
                "this is a tree of Booster.get_dump, which lacks the base score and the objective: \(ForeignFormat.export)"
            )
        }
        if try root.optionalMember("tree_info") != nil, try root.optionalMember("learner") == nil {
            throw ModelImportError(ForeignFormat.lightGBMDump)
        }
        if try root.optionalMember("oblivious_trees") != nil {
            throw ModelImportError(ForeignFormat.catBoostJSON)
        }
        if try root.optionalMember("learner") == nil {
            throw ModelImportError("the file has no member learner, so it is no XGBoost model: \(ForeignFormat.export)")
        }
    }

    private static func featureNames(
        _ learner: DocumentField, _ count: Int
    ) throws(ModelImportError) -> [String] {
        guard let field = try learner.optionalMember("feature_names") else { return (0..<count).map { "f\($0)" } }
        let names = try field.texts()
        if names.isEmpty { return (0..<count).map { "f\($0)" } }
        guard names.count == count else { throw field.failure("has \(names.count) elements, expected \(count)") }
        var seen: Set<[UInt8]> = []
        for (position, name) in names.enumerated() {
            guard !name.isEmpty else { throw field.failure("has an empty name at \(position)") }
            guard seen.insert(Array(name.utf8)).inserted else {
                throw field.failure("has the name \"\(name.prefix(40))\" twice")
            }
        }
        return names
    }

    private static func featureKinds(
        _ learner: DocumentField, _ count: Int
    ) throws(ModelImportError) -> [Feature.Kind] {
        let numeric = [Feature.Kind](repeating: .numeric, count: count)
        guard let field = try learner.optionalMember("feature_types") else { return numeric }
        let types = try field.texts()
        if types.isEmpty { return numeric }
        guard types.count == count else { throw field.failure("has \(types.count) elements, expected \(count)") }
        var kinds: [Feature.Kind] = []
        for (position, type) in types.enumerated() {
            switch type {
            case "float", "q", "int", "i": kinds.append(.numeric)
            case "c": kinds.append(.categorical)
            default:
                throw field.failure("has \"\(type.prefix(40))\" at \(position), expected float, q, int, i or c")
            }
        }
        return kinds
    }

    private static func check(
        _ objective: XGBoostObjective, classes: Int, targets: Int
    ) throws(ModelImportError) {
        if objective.task == .multiclass {
            guard classes >= 2 else {
                throw ModelImportError("the objective \(objective.name) has num_class \(classes), expected 2 or more")
            }
        } else if classes > 1 {
            throw ModelImportError("the objective \(objective.name) has num_class \(classes), expected 0 or 1")
        }
        guard targets <= 1 || (objective.task != .ranking && objective.task != .multiclass) else {
            throw ModelImportError("the objective \(objective.name) has num_target \(targets), expected 1")
        }
    }

    /// `5E-1` of versions to 3.0, `[5E-1]` or one number per group of later ones.
    private static func baseMargins(
        _ field: DocumentField, _ groupCount: Int, _ objective: XGBoostObjective, _ version: XGBoostVersion
    ) throws(ModelImportError) -> [Float] {
        let text = try field.text()
        var scores: [Float] = []
        for part in try parts(of: text, field) {
            let bytes = Array(part.utf8)
            guard let number = DecimalNumber.parse(bytes.span) else {
                throw field.failure("is \"\(text.prefix(40))\", expected a number or an array of numbers")
            }
            scores.append(Float(decimal: bytes.span, nearest: number))
        }
        if scores.count == 1 { scores = Array(repeating: scores[0], count: groupCount) }
        guard scores.count == groupCount else {
            throw field.failure("has \(scores.count) numbers, expected 1 or \(groupCount)")
        }
        guard scores.allSatisfy(\.isFinite) else {
            throw field.failure("is \"\(text.prefix(40))\", expected finite numbers")
        }
        return try objective.margins(
            ofBaseScores: scores, isClamped: version >= XGBoostVersion(major: 3, minor: 2, patch: 0))
    }

    /// The numbers of a base score as texts.
    private static func parts(of text: String, _ field: DocumentField) throws(ModelImportError) -> [Substring] {
        func trimmed(_ text: Substring) -> Substring {
            var rest = text.drop { $0.isWhitespace }
            while rest.last?.isWhitespace == true { rest.removeLast() }
            return rest
        }
        let whole = trimmed(text[...])
        let closing: Character
        switch whole.first {
        case "[": closing = "]"
        case "(": closing = ")"
        default: return [whole]
        }
        guard whole.count >= 2, whole.last == closing else {
            throw field.failure("is \"\(text.prefix(40))\", which does not end with \(closing)")
        }
        return whole.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
    }
}
