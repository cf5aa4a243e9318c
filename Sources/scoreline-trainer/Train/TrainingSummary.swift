import Host
import JSONBytes
import ModelFile
import ModelTraining
import ScoringModel
import Settings

/// What came out of a training, for people and for programs.
struct TrainingSummary {
    private let trained: TrainedModel
    private let gate: GateTable
    /// Nil when nothing was written.
    private let output: ModelOutput?
    private let published: PublishedModel?

    init(_ trained: TrainedModel, gate: GateTable, output: ModelOutput? = nil, published: PublishedModel? = nil) {
        self.trained = trained
        self.gate = gate
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
                "\(training.rows) for training, \(training.validationRows) for validation"
                    + (training.testRows > 0 ? ", \(training.testRows) for the test" : "") + ", seed \(training.seed)"
                    + (without > 0 ? "; \(without) without a target left out" : ""),
            ])
        }
        if !trained.origin.dropped.isEmpty {
            let rows = trained.origin.dropped.map { "\($0.value) dropped by \($0.name)" }
            lines.append(["filters", rows.joined(separator: ", ")])
        }
        if !manifest.classLabels.isEmpty { lines.append(["classes", manifest.classLabels.joined(separator: ", ")]) }
        lines.append(["iterations", "\(trained.keptIterations) kept of \(trained.trainedIterations) trained"])
        for fact in trained.model.predictor.facts { lines.append([fact.name, fact.text]) }
        lines.append([
            "checked",
            "equal to XGBoost \(closeness), on \(trained.checkedRows) validation and \(trained.model.golden.count) golden rows",
        ])
        if !trained.fittedOnValidation.isEmpty {
            lines.append([
                "validation", "chose \(trained.fittedOnValidation.joined(separator: ", ")): its metrics flatter",
            ])
        }
        if !trained.unusedDates.isEmpty {
            lines.append([
                "left out", "\(trained.unusedDates.joined(separator: ", ")): dates that nothing is derived from",
            ])
        }
        let seconds = trained.seconds.reduce(0) { $0 + $1.value }
        let memory = HostLimits.peakBytes >> 20
        lines.append(["took", "\((seconds * 10).rounded() / 10) s, at most \(memory) MiB of memory"])
        var sections = [lines.text, FeatureTable(manifest).text, MetricTable(manifest.training).text, gate.text]
        if let output {
            sections.append("\(output.path) (\(output.bytes.count) bytes, SHA-256 \(output.admitted.sha256))\n")
        }
        if let published { sections.append(published.text) }
        return sections.joined(separator: "\n")
    }

    private var closeness: String {
        manifest.goldenTolerance == 0 ? "in every bit" : "within \(manifest.goldenTolerance) on golden rows"
    }

    var json: String {
        var members: [JSONValue.Member] = [
            .init("name", .string(manifest.name)), .init("task", .string(manifest.task.rawValue)),
            .init("rows", .integer(manifest.training?.rows ?? 0)),
            .init("validation_rows", .integer(manifest.training?.validationRows ?? 0)),
            .init("rows_without_target", .integer(trained.origin.rowsWithoutTarget)),
            .init("rows_dropped", .object(trained.origin.dropped.map { .init($0.name, .integer($0.value)) })),
            .init("iterations", .integer(trained.keptIterations)),
            .init("iterations_trained", .integer(trained.trainedIterations)),
            .init("metrics", MetricTable.json(manifest.training?.metrics ?? [])),
            .init("baseline_metrics", MetricTable.json(manifest.training?.baselineMetrics ?? [])),
            .init("gate", gate.json),
            .init("test_rows", .integer(manifest.training?.testRows ?? 0)),
            .init("test_metrics", MetricTable.json(manifest.training?.testMetrics ?? [])),
            .init("fold_metrics", .array((manifest.training?.foldMetrics ?? []).map(MetricTable.json))),
            .init("fitted_on_validation", .array(trained.fittedOnValidation.map { .string($0) })),
            .init("unused_dates", .array(trained.unusedDates.map { .string($0) })),
            .init("seconds", MetricTable.json(trained.seconds)), .init("peak_bytes", .integer(HostLimits.peakBytes)),
        ]
        members += trained.model.predictor.counts.map { .init($0.name, .integer($0.value)) }
        if let output {
            members.append(.init("file", .string(output.path)))
            members.append(.init("bytes", .integer(output.bytes.count)))
            members.append(.init("sha256", .string(output.admitted.sha256)))
        }
        members += published?.json ?? [.init("published", .boolean(false)), .init("version", .null)]
        return JSONValue.object(members).line
    }
}
