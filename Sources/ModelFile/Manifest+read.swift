import JSONBytes
import ScoringModel

extension Manifest {
    /// The outermost object of the JSON document.
    static func document(_ bytes: [UInt8]) throws(ModelFileError) -> ManifestField {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue.parse(bytes.span, maximumDepth: 8)
        } catch {
            throw ModelFileError("manifest: \(error)")
        }
        return ManifestField(path: "", value: document)
    }

    /// The manifest of a document; its values are read, `Model.validate` judges them. The member `pipeline` is left to
    /// `PipelineOutline`.
    init(_ root: ManifestField) throws(ModelFileError) {
        try root.requireMembers([
            "name", "task", "created_at", "features", "derived", "target", "class_labels", "positive_class",
            "decision_threshold", "transform", "precision", "margin_divisor", "sigmoid", "pipeline",
            "calibration", "iteration_range", "source", "training", "scores", "golden",
        ])
        var features: [Feature] = []
        for field in try root["features"].elements() { features.append(try Feature(field)) }
        let golden = try root["golden"]
        try golden.requireMembers(["tolerance", "origin"])
        self.init(
            name: try root["name"].string(),
            task: try root["task"].choice(),
            createdAt: try root["created_at"].string(),
            features: features,
            target: try root.optional("target")?.string(),
            classLabels: try root.optional("class_labels")?.strings() ?? [],
            positiveClass: try root.optional("positive_class")?.integer() ?? 1,
            decisionThreshold: try root.optional("decision_threshold")?.float() ?? 0.5,
            transform: try root["transform"].choice(),
            calibration: try root.optional("calibration").map { field throws(ModelFileError) in try Calibration(field)
            },
            iterationRange: try Self.range(root["iteration_range"]),
            source: try Source(root["source"]),
            training: try root.optional("training").map { field throws(ModelFileError) in try Training(field) },
            goldenTolerance: try golden["tolerance"].float(),
            goldenOrigin: try golden["origin"].choice())
        precision = try root.optional("precision")?.choice() ?? .float32
        marginDivisor = try root.optional("margin_divisor")?.number() ?? 1
        scores = try root.optional("scores").map { field throws(ModelFileError) in try ScoreStatistics(field) }
        sigmoid = try root.optional("sigmoid")?.number() ?? 1
        for field in try root.optional("derived")?.elements() ?? [] { derived.append(try DerivedFeature(field)) }
    }

    private static func range(_ field: ManifestField) throws(ModelFileError) -> Range<Int> {
        let bounds = try field.elements()
        guard bounds.count == 2 else { throw field.error("expected two numbers") }
        let (lower, upper) = (try bounds[0].integer(), try bounds[1].integer())
        guard lower <= upper else { throw field.error("starts at \(lower), after its end \(upper)") }
        return lower..<upper
    }
}

extension Feature {
    fileprivate init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers([
            "name", "kind", "required", "categories", "unseen", "missing", "input_only", "statistics",
        ])
        self.init(
            name: try field["name"].string(),
            kind: try field["kind"].choice(),
            required: try field.optional("required")?.boolean() ?? false,
            categories: try field.optional("categories")?.strings() ?? [],
            unseen: try field.optional("unseen")?.choice() ?? .missing,
            missingSentinel: try field.optional("missing")?.float(),
            isInputOnly: try field.optional("input_only")?.boolean() ?? false,
            statistics: try field.optional("statistics").map { field throws(ModelFileError) in
                try FeatureStatistics(field)
            })
    }
}

extension FeatureStatistics {
    init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers([
            "count", "missing", "minimum", "maximum", "mean", "standard_deviation", "histogram",
        ])
        self.init(
            count: try field["count"].integer(),
            missing: try field["missing"].integer(),
            minimum: try field.optional("minimum")?.float(),
            maximum: try field.optional("maximum")?.float(),
            mean: try field.optional("mean")?.number(),
            standardDeviation: try field.optional("standard_deviation")?.number(),
            histogram: try field.optional("histogram").map { field throws(ModelFileError) in try BinnedCounts(field) })
    }
}

extension Source {
    fileprivate init(_ field: ManifestField) throws(ModelFileError) {
        try field.requireMembers(["library", "library_version", "format", "sha256"])
        self.init(
            library: try field["library"].string(),
            libraryVersion: try field["library_version"].string(),
            format: try field["format"].string(),
            sha256: try field["sha256"].string())
    }
}
