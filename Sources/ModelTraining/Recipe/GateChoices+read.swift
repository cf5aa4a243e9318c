extension GateChoices {
    init(_ node: RecipeNode) throws(TrainingError) {
        conditions = try node.list().map { item throws(TrainingError) in try GateCondition(item) }
    }
}

extension GateCondition {
    static let keys = ["not_worse_than_live", "max_calibration_error", "max_size", "min_rows_per_second"]

    init(_ node: RecipeNode) throws(TrainingError) {
        guard node.isMapping else {
            let text = try node.text()
            guard let comparison = MetricComparison(text) else {
                throw node.failure(
                    "the condition \"\(text.prefix(80))\" is not understood; expected METRIC >= NUMBER (or >, <=, <), such as "
                        + "auc >= 0.85, or one of \(Self.keys.joined(separator: ", "))")
            }
            self.init(requirement: .comparison(comparison), text: text, line: node.line)
            return
        }
        let members = try node.members(Self.keys)
        guard members.count == 1 else { throw node.failure("a condition of gate must have one key") }
        let (key, value) = members[0]
        let requirement: Requirement
        switch key {
        case "not_worse_than_live":
            requirement = .notWorseThanLive(try value.number("a difference from 0 on") { $0 >= 0 })
        case "max_calibration_error":
            requirement = .maxCalibrationError(try value.number("an error from 0 to 1") { (0...1).contains($0) })
        case "max_size": requirement = .maxSize(try value.byteCount())
        default: requirement = .minRowsPerSecond(try value.number("a rate above 0") { $0 > 0 })
        }
        self.init(requirement: requirement, text: "\(key): \(try value.text())", line: value.line)
    }
}

extension MetricComparison {
    /// `auc >= 0.85`, `validation.auc>=0.85`; nil for anything else.
    init?(_ text: String) {
        // Longer signs first: `>=` begins with `>`.
        guard
            let (sign, range) = Operator.allCases.sorted(by: { $0.rawValue.count > $1.rawValue.count })
                .lazy.compactMap({ sign in text.firstRange(of: sign.rawValue).map { (sign, $0) } }).first
        else { return nil }
        func trimmed(_ part: Substring) -> String {
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        let name = trimmed(text[..<range.lowerBound])
        guard let bound = Double(trimmed(text[range.upperBound...])), bound.isFinite else { return nil }
        comparison = sign
        self.bound = bound
        let pieces = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        if pieces.count == 2 {
            guard let part = Part(rawValue: String(pieces[0])) else { return nil }
            self.part = part
        }
        metric = String(pieces[pieces.count - 1])
        let isName = metric.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_")
        }
        guard isName, !metric.isEmpty else { return nil }
    }
}
