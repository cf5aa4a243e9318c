/// The recipe's `split`: which rows train the model, which choose it, which judge it.
package struct SplitChoices: Sendable, Equatable {
    /// Where the rows of a part come from.
    package enum Part: Sendable, Equatable {
        /// This share of the table's rows.
        case share(Double)
        /// All rows of a file of their own; its path, usable from the current folder.
        case file(String)
    }

    /// How rows are shared out.
    package enum Way: Sendable, Equatable {
        /// At random, of each class or each tenth of the range alike.
        case stratified
        /// By a column of dates or numbers: the newest rows are for the test, those before them for validation.
        case time(Located<String>)
        /// By a column whose equal values stay together.
        case group(Located<String>)
    }

    package var validation = Located(Part.share(0.2), line: 0)
    /// Nil: no test rows.
    package var test: Located<Part>?
    package var way = Way.stratified
    /// Decides which rows those are; also XGBoost's `seed`.
    package var seed: UInt64 = 1
}

extension SplitChoices {
    static let keys = ["validation", "test", "by_time", "by_group", "seed"]

    init(_ node: RecipeNode) throws(TrainingError) {
        for (key, node) in try node.members(Self.keys) {
            switch key {
            case "validation": validation = Located(try Self.part(node, lowest: 0.01), line: node.line)
            case "test":
                let part = try Self.part(node, lowest: 0)
                test = part == .share(0) ? nil : Located(part, line: node.line)
            case "by_time", "by_group":
                guard way == .stratified else { throw node.failure("a split is by_time or by_group, not both") }
                way = key == "by_time" ? .time(try node.located()) : .group(try node.located())
            default:
                // XGBoost's seed is a signed 32-bit number in some releases.
                seed = UInt64(try node.whole(in: 0...Int(Int32.max)))
            }
        }
        if validationShare + testShare > 0.9 {
            throw node.failure("split.validation and split.test leave less than a tenth of the rows for training")
        }
        if way != .stratified, validationShare + testShare == 0 {
            throw node.failure("split has files for validation and test; nothing is left to split")
        }
    }

    /// Shares of the table's rows; 0 where the rows come from a file.
    var validationShare: Double {
        if case .share(let share) = validation.value { share } else { 0 }
    }

    var testShare: Double {
        if case .share(let share) = test?.value { share } else { 0 }
    }

    private static func part(_ node: RecipeNode, lowest: Double) throws(TrainingError) -> Part {
        let text = try node.text()
        guard let share = Double(text) else { return .file(try node.filePath()) }
        guard share >= lowest, share <= 0.9 else {
            throw node.failure(
                "\(node.place) is \"\(text.prefix(80))\"; expected a share of the rows from \(lowest) to 0.9, or a file"
            )
        }
        return .share(share)
    }
}
