import JSONBytes
import ScoringModel

extension Training {
    init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers([
            "rows", "validation_rows", "test_rows", "data_sha256", "data", "recipe_sha256", "program_version", "seed",
            "parameters", "metrics", "baseline_metrics", "test_metrics", "fold_metrics", "fitted_on_validation", "card",
            "gate", "forced",
        ])
        let data = field.optional("data")
        let sha256 = if let data { try data["sha256"] } else { try field["data_sha256"] }
        var parameters: [NamedValue<String>] = []
        for (name, member) in try field["parameters"].members() {
            parameters.append(NamedValue(name, try member.string()))
        }
        self.init(
            rows: try field["rows"].integer(),
            validationRows: try field["validation_rows"].integer(),
            dataSHA256: try sha256.string(),
            seed: UInt64(try field["seed"].integer()),
            parameters: parameters,
            metrics: try field["metrics"].numbers(),
            baselineMetrics: try field["baseline_metrics"].numbers())
        if let data {
            try data.requireMembers(["files", "rows", "sha256"])
            self.data = DataSource(files: try data["files"].strings(), rows: try data["rows"].integer())
        }
        testRows = try field.optional("test_rows")?.integer() ?? 0
        recipeSHA256 = try field.optional("recipe_sha256")?.string()
        programVersion = try field.optional("program_version")?.string()
        testMetrics = try field.optional("test_metrics")?.numbers() ?? []
        for fold in try field.optional("fold_metrics")?.elements() ?? [] { foldMetrics.append(try fold.numbers()) }
        fittedOnValidation = try field.optional("fitted_on_validation")?.strings() ?? []
        if let field = field.optional("card") { card = try CardTexts(field) }
        for outcome in try field.optional("gate")?.elements() ?? [] { gate.append(try GateOutcome(outcome)) }
        isForced = try field.optional("forced")?.boolean() ?? false
    }

    func json() throws(ModelFileError) -> JSONValue {
        guard let seed = Int(exactly: seed) else {
            throw ModelFileError("manifest: training.seed: \(seed) is larger than \(Int.max)")
        }
        var members: [JSONValue.Member] = [
            .init("rows", .integer(rows)), .init("validation_rows", .integer(validationRows)),
        ]
        if testRows > 0 { members.append(.init("test_rows", .integer(testRows))) }
        if let data {
            members.append(
                .init(
                    "data",
                    .object([
                        .init("files", .strings(data.files)), .init("rows", .integer(data.rows)),
                        .init("sha256", .string(dataSHA256)),
                    ])))
        } else {
            members.append(.init("data_sha256", .string(dataSHA256)))
        }
        if let recipeSHA256 { members.append(.init("recipe_sha256", .string(recipeSHA256))) }
        if let programVersion { members.append(.init("program_version", .string(programVersion))) }
        members += [
            .init("seed", .integer(seed)),
            .init("parameters", .object(parameters.map { .init($0.name, .string($0.value)) })),
            .init("metrics", .numbers(metrics)), .init("baseline_metrics", .numbers(baselineMetrics)),
        ]
        if !testMetrics.isEmpty { members.append(.init("test_metrics", .numbers(testMetrics))) }
        if !foldMetrics.isEmpty {
            members.append(.init("fold_metrics", .array(foldMetrics.map { .numbers($0) })))
        }
        if !fittedOnValidation.isEmpty { members.append(.init("fitted_on_validation", .strings(fittedOnValidation))) }
        if card != CardTexts() {
            members.append(.init("card", .object(card.named.map { .init($0.name, .string($0.value)) })))
        }
        if !gate.isEmpty { members.append(.init("gate", .array(gate.map(\.json)))) }
        if isForced { members.append(.init("forced", .boolean(true))) }
        return .object(members)
    }
}

extension CardTexts {
    fileprivate init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers(["purpose", "owner", "data", "limits"])
        self.init(
            purpose: try field.optional("purpose")?.string(), owner: try field.optional("owner")?.string(),
            data: try field.optional("data")?.string(), limits: try field.optional("limits")?.string())
    }
}

extension GateOutcome {
    fileprivate init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers(["condition", "passed", "finding"])
        self.init(
            condition: try field["condition"].string(), hasPassed: try field["passed"].boolean(),
            finding: try field["finding"].string())
    }

    fileprivate var json: JSONValue {
        .object([
            .init("condition", .string(condition)), .init("passed", .boolean(hasPassed)),
            .init("finding", .string(finding)),
        ])
    }
}

extension ManifestField {
    /// An object of numbers with any names.
    fileprivate func numbers() throws(ModelFileError) -> [NamedValue<Double>] {
        var numbers: [NamedValue<Double>] = []
        for (name, member) in try members() { numbers.append(NamedValue(name, try member.number())) }
        return numbers
    }
}

extension JSONValue {
    fileprivate static func numbers(_ numbers: [NamedValue<Double>]) -> JSONValue {
        .object(numbers.map { .init($0.name, .number($0.value)) })
    }
}
