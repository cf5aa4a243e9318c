extension Model {
    /// Longest name of a model, in bytes.
    static let maximumNameLength = 64

    /// Checks everything that the scorers and the encoder rely on: after it they need no check and can't trap.
    ///
    /// Takes time linear in the model's size, whatever it holds.
    package func validate() throws(ModelError) {
        try manifest.validate(groupCount: predictor.groupCount)
        guard manifest.precision == predictor.precision else {
            throw ModelError(
                "the manifest's precision is \(manifest.precision.rawValue), the numbers are \(predictor.precision.rawValue)"
            )
        }
        try predictor.validate(manifest.columns)
        try golden.validate(
            featureCount: manifest.columnCount, groupCount: predictor.groupCount, precision: predictor.precision)
    }
}

extension Manifest {
    fileprivate func validate(groupCount: Int) throws(ModelError) {
        guard isModelName(name) else {
            throw ModelError(
                "the model's name must have 1 to \(Model.maximumNameLength) of the characters A-Z a-z 0-9 _ . -")
        }
        guard !features.isEmpty else { throw ModelError("the model has no features") }
        try requireUnique(features.map(\.name), "feature")
        for feature in features { try feature.validate() }
        try validateDerived()
        guard goldenTolerance.isFinite, goldenTolerance >= 0 else {
            throw ModelError("the golden tolerance is \(goldenTolerance), expected a finite number from 0")
        }
        for (name, number) in [("margin divisor", marginDivisor), ("sigmoid", sigmoid)] {
            guard number.isFinite, number > 0 else {
                throw ModelError("the \(name) is \(number), expected a finite number above 0")
            }
            guard number == 1 || precision == .float64 else {
                throw ModelError("the \(name) is \(number), which only a model of the precision float64 can have")
            }
        }
        guard sigmoid == 1 || transform == .logistic else {
            throw ModelError("the sigmoid is \(sigmoid), which only the transform logistic has")
        }
        guard decisionThreshold.isFinite else {
            throw ModelError("the decision threshold is \(decisionThreshold), expected a finite number")
        }
        guard iterationRange.lowerBound >= 0 else {
            throw ModelError("the iteration range starts at \(iterationRange.lowerBound), expected 0 or more")
        }
        try validateOutputs(groupCount)
        try calibration?.validate(self)
        try scores?.validate(classLabels)
    }

    private func validateOutputs(_ groupCount: Int) throws(ModelError) {
        try requireUnique(classLabels, "class label")
        let groups: ClosedRange<Int>
        let labels: Int
        let transforms: [OutputTransform]
        switch task {
        case .binary: (groups, labels, transforms) = (1...1, 2, [.logistic, .probabilities, .hinge, .identity])
        case .multiclass:
            (groups, labels, transforms) = (2...Int.max, groupCount, [.softmax, .logistic, .probabilities, .identity])
        case .regression:
            (groups, labels) = (1...1, 0)
            transforms = [.identity, .logistic, .exponential, .signedSquare, .log1pExp]
        case .ranking: (groups, labels, transforms) = (1...1, 0, [.identity])
        case .multiTarget:
            (groups, labels) = (1...Int.max, 0)
            transforms = [.identity, .logistic, .exponential, .hinge, .expectile, .sorted]
        }
        guard groups.contains(groupCount) else {
            let expected = groups.upperBound == 1 ? "1" : "\(groups.lowerBound) or more"
            throw ModelError("a \(task.rawValue) model has \(expected) margins per row, found \(groupCount)")
        }
        guard classLabels.count == labels else {
            throw ModelError(
                "a \(task.rawValue) model of \(groupCount) margins has \(labels) class labels, found \(classLabels.count)"
            )
        }
        guard transforms.contains(transform) else {
            let expected = transforms.map(\.rawValue).joined(separator: " or ")
            throw ModelError("a \(task.rawValue) model has the transform \(expected), found \(transform.rawValue)")
        }
        guard task != .binary || classLabels.indices.contains(positiveClass) else {
            throw ModelError("the positive class is \(positiveClass), expected 0 or 1")
        }
    }
}

extension GoldenRows {
    fileprivate func validate(featureCount: Int, groupCount: Int, precision: Precision) throws(ModelError) {
        guard count >= GoldenRows.minimumCount else {
            throw ModelError("the model has \(count) golden rows, expected at least \(GoldenRows.minimumCount)")
        }
        // Divisions: a hostile count must not overflow a product.
        guard rows.count.isMultiple(of: featureCount), rows.count / featureCount == count else {
            throw ModelError(
                "the golden rows have \(rows.count) values, expected \(count) rows of \(featureCount) columns")
        }
        guard expected.count.isMultiple(of: groupCount), expected.count / groupCount == count else {
            throw ModelError("the golden rows have \(expected.count) margins, expected \(count) rows of \(groupCount)")
        }
        if let position = rows.firstIndex(where: { precision.rounded($0) != $0 && !$0.isNaN }) {
            throw ModelError(
                "golden row \(position / featureCount) has the value \(rows[position]), which is no \(precision.rawValue)"
            )
        }
        if let position = expected.firstIndex(where: { !$0.isFinite }) {
            throw ModelError(
                "golden row \(position / groupCount) expects the margin \(expected[position]), which is not finite")
        }
    }
}

/// The rule of `Keyspace` for names inside keys; the model's file can't be published under any other.
private func isModelName(_ name: String) -> Bool {
    guard (1...Model.maximumNameLength).contains(name.utf8.count) else { return false }
    return name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// By bytes, as `NameTable` looks them up: two spellings of one accented letter are two names.
func requireUnique(_ names: [String], _ what: String, allowEmpty: Bool = false) throws(ModelError) {
    var seen: Set<[UInt8]> = []
    for (position, name) in names.enumerated() {
        guard allowEmpty || !name.isEmpty else { throw ModelError("\(what) \(position) has no name") }
        guard seen.insert(Array(name.utf8)).inserted else { throw ModelError("the \(what) \(name) stands twice") }
    }
}
