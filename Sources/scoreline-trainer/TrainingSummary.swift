import JSONBytes
import ModelFile
import ModelTraining
import ScoringModel
import Settings

/// What came out of a training, for people and for programs.
struct TrainingSummary {
    private let trained: TrainedModel
    /// Nil when nothing was written.
    private let output: ModelOutput?
    private let published: PublishedModel?

    init(_ trained: TrainedModel, output: ModelOutput? = nil, published: PublishedModel? = nil) {
        self.trained = trained
        self.output = output
        self.published = published
    }

    private var manifest: Manifest { trained.model.manifest }

    var text: String {
        var lines = TextTable(["model", "\(manifest.name), \(manifest.task.rawValue), target \(manifest.target ?? "")"])
        if let training = manifest.training {
            let without = trained.origin.rowsWithoutTarget
            lines.append([
                "rows",
                "\(training.rows) for training, \(training.validationRows) for validation, seed \(training.seed)"
                    + (without > 0 ? "; \(without) without a target left out" : ""),
            ])
        }
        if !manifest.classLabels.isEmpty { lines.append(["classes", manifest.classLabels.joined(separator: ", ")]) }
        lines.append(["iterations", "\(trained.keptIterations) kept of \(trained.trainedIterations) trained"])
        lines.append(["trees", "\(trained.model.ensemble.treeCount), \(trained.model.ensemble.nodeCount) nodes"])
        lines.append([
            "checked", "equal to XGBoost in every bit, on all validation and \(trained.model.golden.count) golden rows",
        ])
        var sections = [lines.text, FeatureTable(manifest).text, MetricTable(manifest.training).text]
        if let output {
            sections.append("\(output.path) (\(output.bytes.count) bytes, SHA-256 \(output.admitted.sha256))\n")
        }
        if let published { sections.append(published.text) }
        return sections.joined(separator: "\n")
    }

    var json: String {
        var members: [JSONValue.Member] = [
            .init("name", .string(manifest.name)), .init("task", .string(manifest.task.rawValue)),
            .init("rows", .integer(manifest.training?.rows ?? 0)),
            .init("validation_rows", .integer(manifest.training?.validationRows ?? 0)),
            .init("rows_without_target", .integer(trained.origin.rowsWithoutTarget)),
            .init("iterations", .integer(trained.keptIterations)),
            .init("iterations_trained", .integer(trained.trainedIterations)),
            .init("trees", .integer(trained.model.ensemble.treeCount)),
            .init("metrics", MetricTable.json(manifest.training?.metrics ?? [])),
            .init("baseline_metrics", MetricTable.json(manifest.training?.baselineMetrics ?? [])),
        ]
        if let output {
            members.append(.init("file", .string(output.path)))
            members.append(.init("bytes", .integer(output.bytes.count)))
            members.append(.init("sha256", .string(output.admitted.sha256)))
        }
        members += published?.json ?? [.init("published", .boolean(false)), .init("version", .null)]
        return JSONValue.object(members).line
    }
}
