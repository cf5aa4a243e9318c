import JSONBytes
import ModelFile
import ScoringEngine
import ScoringModel
import Settings

/// What is in a model file, for people and for programs.
struct ModelSummary {
    private let admitted: AdmittedModel
    private let path: String
    /// The file's own JSON document.
    private let document: JSONValue
    private let layout: LayoutSummary?

    init(_ admitted: AdmittedModel, path: String, showsLayout: Bool = false) throws {
        self.admitted = admitted
        self.path = path
        layout = showsLayout ? LayoutSummary(admitted.scorer.layout) : nil
        do {
            let manifest = try admitted.model.manifest.json()
            document = try JSONValue.parse(manifest.span)
        } catch {
            throw ProgramFailure(.workFailed, "\(error)")
        }
    }

    private var manifest: Manifest { admitted.model.manifest }

    /// Golden rows of Scoreline's own scorer prove nothing about the library that trained the model.
    private var isVerified: Bool { manifest.goldenOrigin != .reference }

    var text: String {
        var lines = TextTable(["model", manifest.name])
        lines.append(["file", "\(path), \(admitted.byteCount) bytes"])
        lines.append(["sha256", admitted.sha256])
        lines.append(["task", manifest.task.rawValue + (manifest.target.map { ", target \($0)" } ?? "")])
        if !manifest.classLabels.isEmpty { lines.append(["classes", manifest.classLabels.joined(separator: ", ")]) }
        if manifest.task == .binary {
            lines.append([
                "positive",
                "\(manifest.classLabels[manifest.positiveClass]), from \(DecimalNumber.shortest(manifest.decisionThreshold))",
            ])
        }
        lines.append(["outputs", admitted.outputs.kinds.map(\.rawValue).joined(separator: ", ")])
        for fact in admitted.model.predictor.facts { lines.append([fact.name, fact.text]) }
        if let calibration = manifest.calibration { lines.append(["calibration", calibration.text]) }
        let source = manifest.source
        lines.append([
            "source", "\(source.library) \(source.libraryVersion), \(source.format), SHA-256 \(source.sha256)",
        ])
        lines.append([
            "iterations", "\(manifest.iterationRange.lowerBound) to \(manifest.iterationRange.upperBound - 1)",
        ])
        lines.append(["created", manifest.createdAt])
        lines.append(["golden rows", "\(admitted.model.golden.count), \(origin)"])
        if let training = manifest.training {
            lines.append([
                "trained on", "\(training.rows) rows, \(training.validationRows) for validation, seed \(training.seed)",
            ])
            if let gate = training.gateSummary { lines.append(["gate", gate]) }
        }
        var sections = [lines.text, FeatureTable(manifest).text]
        if let layout { sections.insert(layout.text, at: 1) }
        if manifest.training != nil { sections.append(MetricTable(manifest.training).text) }
        return sections.joined(separator: "\n")
    }

    private var origin: String {
        switch manifest.goldenOrigin {
        case .library: "from the library that trained the model"
        case .file: "given at import"
        case .reference: "from our own reference scorer: unverified"
        }
    }

    var json: String { json(with: []) }

    /// With more members at the end.
    func json(with more: [JSONValue.Member]) -> String {
        let counts = admitted.model.predictor.counts.map { JSONValue.Member($0.name, .integer($0.value)) }
        let members: [JSONValue.Member] = [
            .init("file", .string(path)), .init("sha256", .string(admitted.sha256)),
            .init("bytes", .integer(admitted.byteCount)),
            .init("golden_rows", .integer(admitted.model.golden.count)),
            .init("golden_origin", .string(manifest.goldenOrigin.rawValue)), .init("verified", .boolean(isVerified)),
            .init("manifest", document),
        ]
        let shown = layout.map { [JSONValue.Member("layout", $0.json)] } ?? []
        return JSONValue.object(members + counts + more + shown).line
    }
}
