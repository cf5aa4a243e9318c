import Testing

@testable import XGBoost

@Suite struct BoosterTests {
    /// Two features: the first decides the label, the second is a category.
    private func table(rows: Int = 40) throws -> DMatrix {
        var values: [Float] = []
        var labels: [Float] = []
        for row in 0..<rows {
            values += [row % 7 == 0 ? .nan : Float(row % 10), Float(row % 3)]
            labels.append(row % 10 > 4 ? 1 : 0)
        }
        let matrix = try DMatrix(values.span, featureCount: 2)
        try matrix.setFeatures(names: ["x", "kind"], types: [.quantitative, .categorical])
        try matrix.set(.label, labels.span)
        return matrix
    }

    private let parameters = [
        ("objective", "binary:logistic"), ("tree_method", "hist"), ("base_score", "0.25"), ("max_depth", "2"),
        ("nthread", "1"), ("eval_metric", "logloss"),
    ]

    @Test func `training lowers the metric and margins follow the range of iterations`() throws {
        let matrix = try table()
        var booster = try Booster(for: matrix, parameters: parameters)
        var losses: [Double] = []
        for iteration in 0..<5 {
            try booster.train(iteration: iteration, on: matrix)
            losses.append(try #require(try booster.evaluate(iteration: iteration, on: matrix).first).value)
        }
        #expect(losses == losses.sorted(by: >))
        let all = try booster.margins(of: matrix, iterations: 0..<5)
        let first = try booster.margins(of: matrix, iterations: 0..<1)
        #expect(all.count == 40)
        #expect(first != all)
        // Bytes of both formats start with an object.
        #expect(try booster.save(as: .json).first == UInt8(ascii: "{"))
        #expect(try booster.save(as: .ubj).first == UInt8(ascii: "{"))
    }

    @Test func `multiclass margins have one column for each class`() throws {
        let matrix = try table()
        var booster = try Booster(
            for: matrix, parameters: [("objective", "multi:softprob"), ("num_class", "3"), ("tree_method", "hist")])
        try booster.train(iteration: 0, on: matrix)
        #expect(try booster.margins(of: matrix, iterations: 0..<1).count == 120)
    }

    @Test func `base_score that is set is kept`() throws {
        let matrix = try table()
        var booster = try Booster(for: matrix, parameters: parameters)
        try booster.train(iteration: 0, on: matrix)
        let text = String(decoding: try booster.save(as: .json), as: UTF8.self)
        #expect(text.contains(#""base_score":"2.5E-1""#))
    }

    @Test(arguments: [
        ([("max_dept", "3")], "does not use the parameter max_dept"),
        ([("max_depth", "deep")], "deep"),
        ([("objective", "binary:logistics")], "Unknown objective"),
        ([("tree_method", "fastest")], "fastest"),
    ])
    func `a parameter that is wrong is an error that names it`(extra: [(String, String)], message: String) throws {
        let matrix = try table()
        let known = parameters.filter { parameter in !extra.contains { $0.0 == parameter.0 } }
        let error = #expect(throws: XGBoostError.self) {
            _ = try Booster(for: matrix, parameters: known + extra)
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func `a booster is of no use after an error and says so`() throws {
        let matrix = try table()
        var values = [Float](repeating: 1, count: 40)
        values[3] = 7
        try matrix.set(.label, values.span)
        var booster = try Booster(for: matrix, parameters: parameters)
        var messages: [String] = []
        for iteration in 0..<2 {
            do { try booster.train(iteration: iteration, on: matrix) } catch { messages.append(error.description) }
        }
        try #require(messages.count == 2)
        #expect(messages[0].contains("label must be in [0,1]"))
        #expect(messages[1].contains("dropped after an earlier error"))
    }

    @Test func `weights count`() throws {
        let matrix = try table()
        var plain = try Booster(for: matrix, parameters: parameters)
        try plain.train(iteration: 0, on: matrix)
        let weighted = try table()
        let weights = (0..<40).map { Float($0) + 1 }
        try weighted.set(.weight, weights.span)
        var other = try Booster(for: weighted, parameters: parameters)
        try other.train(iteration: 0, on: weighted)
        #expect(try plain.margins(of: matrix, iterations: 0..<1) != other.margins(of: matrix, iterations: 0..<1))
    }

    @Test func `matrices of impossible shapes are refused`() throws {
        #expect(throws: XGBoostError("5 values are no whole rows of 2 features")) {
            _ = try DMatrix([1, 2, 3, 4, 5].span, featureCount: 2)
        }
        let matrix = try table()
        #expect(throws: XGBoostError("1 values of label for 40 rows")) { try matrix.set(.label, [1].span) }
        #expect(throws: XGBoostError("1 names and 0 types for 2 features")) {
            try matrix.setFeatures(names: ["x"], types: [])
        }
    }

    @Test func `the library's location and stack are cut from its errors`() {
        let text = "[12:00:00] ./src/learner.cc:553: Check failed: a: Unknown metric\nStack trace:\n  [bt] (0)"
        #expect(LibraryCall.firstSentence(of: text) == "Check failed: a: Unknown metric")
    }
}
