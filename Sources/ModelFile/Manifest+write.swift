import JSONBytes
package import ScoringModel

extension Manifest {
    /// The JSON document that stands in the file; fields with their default values are left out.
    package func json(pipeline: Pipeline? = nil) throws(ModelFileError) -> [UInt8] {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)),
            .init("task", .string(task.rawValue)),
            .init("created_at", .string(createdAt)),
            .init("features", .array(features.map(\.json))),
        ]
        if !derived.isEmpty { members.append(.init("derived", .array(derived.map(\.json)))) }
        if let target { members.append(.init("target", .string(target))) }
        if !classLabels.isEmpty { members.append(.init("class_labels", .strings(classLabels))) }
        if task == .binary {
            members.append(.init("positive_class", .integer(positiveClass)))
            members.append(.init("decision_threshold", .float(decisionThreshold)))
        }
        members.append(.init("transform", .string(transform.rawValue)))
        if precision != .float32 { members.append(.init("precision", .string(precision.rawValue))) }
        if marginDivisor != 1 { members.append(.init("margin_divisor", .number(marginDivisor))) }
        if sigmoid != 1 { members.append(.init("sigmoid", .number(sigmoid))) }
        if let pipeline { members.append(.init("pipeline", PipelineOutline(pipeline).json)) }
        if let calibration { members.append(.init("calibration", calibration.json)) }
        members += [
            .init(
                "iteration_range", .array([.integer(iterationRange.lowerBound), .integer(iterationRange.upperBound)])),
            .init("source", source.json),
        ]
        if let training { members.append(.init("training", try training.json())) }
        if let scores { members.append(.init("scores", scores.json)) }
        members.append(
            .init(
                "golden",
                .object([
                    .init("tolerance", .float(goldenTolerance)), .init("origin", .string(goldenOrigin.rawValue)),
                ])))
        var writer = JSONWriter()
        writer.write(JSONValue.object(members))
        return writer.bytes
    }
}

extension Feature {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [.init("name", .string(name)), .init("kind", .string(kind.rawValue))]
        if required { members.append(.init("required", .boolean(true))) }
        if !categories.isEmpty { members.append(.init("categories", .strings(categories))) }
        if unseen != .missing { members.append(.init("unseen", .string(unseen.rawValue))) }
        if let missingSentinel { members.append(.init("missing", .float(missingSentinel))) }
        if isInputOnly { members.append(.init("input_only", .boolean(true))) }
        if let statistics { members.append(.init("statistics", statistics.json)) }
        return .object(members)
    }
}

extension FeatureStatistics {
    var json: JSONValue {
        var members: [JSONValue.Member] = [.init("count", .integer(count)), .init("missing", .integer(missing))]
        if let minimum { members.append(.init("minimum", .float(minimum))) }
        if let maximum { members.append(.init("maximum", .float(maximum))) }
        if let mean { members.append(.init("mean", .number(mean))) }
        if let standardDeviation { members.append(.init("standard_deviation", .number(standardDeviation))) }
        if let histogram { members.append(.init("histogram", histogram.json)) }
        return .object(members)
    }
}

extension Source {
    fileprivate var json: JSONValue {
        .object([
            .init("library", .string(library)), .init("library_version", .string(libraryVersion)),
            .init("format", .string(format)), .init("sha256", .string(sha256)),
        ])
    }
}

extension JSONValue {
    static func strings(_ strings: [String]) -> JSONValue { .array(strings.map { .string($0) }) }

    /// A number with the fewest digits of the Float, not of the Double that equals it: 0.1, not 0.10000000149011612.
    static func float(_ value: Float) -> JSONValue { .number(Double(value.description) ?? Double(value)) }
}
