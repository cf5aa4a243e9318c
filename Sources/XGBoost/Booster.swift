import CXGBoost

/// A model in training. One thread at a time.
///
/// After a failed call the library's booster is in no usable state (release 1.7 crashes on the next call), so the first
/// error frees it and every later call throws.
@safe
package struct Booster: ~Copyable {
    package enum Format: String, Sendable {
        case json
        case ubj
    }

    private var handle: BoosterHandle?
    private let featureCount: Int

    /// A booster of no trees for rows like those of `matrix`. Parameters have the library's own names; one that it does
    /// not know, or does not use with these others, is an error.
    package init(for matrix: borrowing DMatrix, parameters: [(name: String, value: String)]) throws(XGBoostError) {
        featureCount = matrix.featureCount
        unsafe handle = nil
        var created: BoosterHandle?
        var matrices: [DMatrixHandle?] = unsafe [matrix.handle]
        try LibraryCall.perform("make a booster") { unsafe XGBoosterCreate(&matrices, 1, &created) }
        unsafe handle = created
        // The library tells of unknown names only in its log, and only when asked to.
        for (name, value) in [("validate_parameters", "1"), ("verbosity", "1")] + parameters {
            try call("set the parameter \(name)") { unsafe XGBoosterSetParam($0, name, value) }
        }
        // Values are looked at when the booster is configured; asking for its configuration does that.
        let log = try call("use these parameters") { handle in
            var length: UInt64 = 0
            var text: UnsafePointer<CChar>?
            return unsafe XGBoosterSaveJsonConfig(handle, &length, &text)
        }
        let unused = log.flatMap(Self.unusedParameters)
        guard unused.isEmpty else {
            discard()
            throw XGBoostError(
                "XGBoost does not know or does not use the parameter \(unused.joined(separator: ", "))",
                unusedParameters: unused)
        }
    }

    deinit { if let handle = unsafe handle { _ = unsafe XGBoosterFree(handle) } }

    /// Adds the trees of one iteration.
    package mutating func train(iteration: Int, on matrix: borrowing DMatrix) throws(XGBoostError) {
        let rows = unsafe matrix.handle
        try call("train iteration \(iteration)") { unsafe XGBoosterUpdateOneIter($0, Int32(clamping: iteration), rows) }
    }

    /// The metrics of the parameter `eval_metric` on `matrix`, in its order.
    package mutating func evaluate(
        iteration: Int, on matrix: borrowing DMatrix
    ) throws(XGBoostError) -> [(name: String, value: Double)] {
        var matrices: [DMatrixHandle?] = unsafe [matrix.handle]
        var text = ""
        try call("evaluate iteration \(iteration)") { handle in
            unsafe withCStrings(["rows"]) { names in
                var result: UnsafePointer<CChar>?
                let status = unsafe XGBoosterEvalOneIter(
                    handle, Int32(clamping: iteration), &matrices, names, 1, &result)
                if let result = unsafe result, status == 0 { text = unsafe String(cString: result) }
                return status
            }
        }
        // "[3]\trows-mlogloss:0.25\trows-merror:0.1"
        return text.split(separator: "\t").dropFirst().compactMap { part in
            guard let colon = part.lastIndex(of: ":"), let value = Double(part[part.index(after: colon)...]) else {
                return nil
            }
            return (String(part[..<colon].dropFirst("rows-".count)), value)
        }
    }

    /// Margins of every row, row-major rows × groups, from the trees of `iterations`, which starts at 0.
    package mutating func margins(
        of matrix: borrowing DMatrix, iterations: Range<Int>
    ) throws(XGBoostError) -> [Float] {
        precondition(iterations.lowerBound == 0 && !iterations.isEmpty, "a range of iterations from the first one")
        guard matrix.featureCount == featureCount else {
            throw XGBoostError("rows of \(matrix.featureCount) features for a booster of \(featureCount)")
        }
        let rows = unsafe matrix.handle
        let settings = """
            {"type": 1, "training": false, "strict_shape": true,
            "iteration_begin": 0, "iteration_end": \(iterations.upperBound)}
            """
        var margins: [Float] = []
        try call("predict \(matrix.rowCount) rows") { handle in
            var shape: UnsafePointer<UInt64>?
            var dimensions: UInt64 = 0
            var values: UnsafePointer<Float>?
            let status = unsafe XGBoosterPredictFromDMatrix(handle, rows, settings, &shape, &dimensions, &values)
            if let shape = unsafe shape, let values = unsafe values, status == 0 {
                let count = unsafe UnsafeBufferPointer(start: shape, count: Int(dimensions)).reduce(1, *)
                margins = unsafe Array(UnsafeBufferPointer(start: values, count: Int(count)))
            }
            return status
        }
        return margins
    }

    /// What the splits on each feature gained in all of the trees, as Python's `get_score(importance_type="total_gain")`
    /// has it, by the features' positions. Of boosters of trees.
    package mutating func totalGains() throws(XGBoostError) -> [Float] {
        var gains = [Float](repeating: 0, count: featureCount)
        // The library answers with names, and only of features with a split: these say their position.
        let names = (0..<featureCount).map { "\"\($0)\"" }.joined(separator: ", ")
        let settings = #"{"importance_type": "total_gain", "feature_names": [\#(names)]}"#
        try call("tell the gains of the features") { handle in
            var count: UInt64 = 0
            var names: UnsafeMutablePointer<UnsafePointer<CChar>?>?
            var dimensions: UInt64 = 0
            var shape: UnsafePointer<UInt64>?
            var scores: UnsafePointer<Float>?
            let status = unsafe XGBoosterFeatureScore(
                handle, settings, &count, &names, &dimensions, &shape, &scores)
            if let names = unsafe names, let scores = unsafe scores, status == 0 {
                for index in 0..<Int(count) {
                    guard let name = unsafe names[index], let position = unsafe Int(String(cString: name)) else {
                        continue
                    }
                    gains[position] = unsafe scores[index]
                }
            }
            return status
        }
        return gains
    }

    /// The whole model as a file's bytes.
    package mutating func save(as format: Format) throws(XGBoostError) -> [UInt8] {
        var bytes: [UInt8] = []
        try call("save the model") { handle in
            var length: UInt64 = 0
            var start: UnsafePointer<CChar>?
            let settings = #"{"format": "\#(format.rawValue)"}"#
            let status = unsafe XGBoosterSaveModelToBuffer(handle, settings, &length, &start)
            if let start = unsafe start, status == 0 {
                bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(length)))
            }
            return status
        }
        return bytes
    }

    @discardableResult @safe
    private mutating func call(
        _ action: String, _ body: (BoosterHandle) -> Int32
    ) throws(XGBoostError) -> [String] {
        guard let handle = unsafe handle else {
            throw XGBoostError("XGBoost can't \(action): the booster was dropped after an earlier error")
        }
        do { return try LibraryCall.perform(action) { unsafe body(handle) } } catch {
            discard()
            throw error
        }
    }

    private mutating func discard() {
        if let handle = unsafe handle { _ = unsafe XGBoosterFree(handle) }
        unsafe handle = nil
    }

    /// The names in `Parameters: { "max_dept", "x" } are not used.`
    private static func unusedParameters(in message: String) -> [String] {
        guard let match = message.firstMatch(of: #/Parameters: \{ (.*) \}/#) else { return [] }
        return match.1.split(separator: ",").map { $0.filter { $0 != "\"" && $0 != " " } }
    }
}
