import Drawing
import ModelRegistry
import Monitoring
import ScoringModel

/// The card of one version: what it takes, answers and comes from, how good it was.
enum VersionPage {
    static func page(_ card: ModelCard, _ pointer: ModelPointer, _ visit: Visit) -> Page {
        var fragments: [Page.Fragment] = [
            .init(id: "verdict", markup: verdict(card, pointer)),
            .init(
                id: "actions",
                markup: card.stored.map { visit.controls(.version($0, pointer: pointer, model: card.model)) } ?? ""),
            .init(id: "facts", markup: facts(card)),
        ]
        if let training = card.manifest.training {
            fragments.append(.init(id: "metrics", markup: metrics(training)))
            fragments.append(.init(id: "gate", markup: gate(training)))
        }
        fragments.append(.init(id: "features", markup: features(card.manifest)))
        return Page("\(card.model) version \(card.version)", model: card.model, tab: .versions, fragments)
    }

    private static func verdict(_ card: ModelCard, _ pointer: ModelPointer) -> Markup {
        let state: Markup = card.stored.map { VersionsPage.state($0, pointer) } ?? ""
        return """
            <p class="lead">Version \(card.version) \(state)</p>\
            <p><a href="\(Tab.versions.path(card.model))">All versions</a></p>
            """
    }

    private static func facts(_ card: ModelCard) -> Markup {
        let manifest = card.manifest
        var items: [(String, Markup)] = [("Task", "\(manifest.task.rawValue)")]
        if let target = manifest.target { items.append(("Target", "\(target)")) }
        if !manifest.classLabels.isEmpty {
            let labels = manifest.classLabels.prefix(50).joined(separator: ", ")
            items.append(("Classes", "\(labels)\(manifest.classLabels.count > 50 ? ", …" : "")"))
        }
        items += card.facts.map { ($0.name.prefix(1).uppercased() + $0.name.dropFirst(), "\($0.text)") }
        if let calibration = manifest.calibration { items.append(("Calibration", "\(calibration.text)")) }
        items.append(
            (
                "Source",
                "\(manifest.source.library) \(manifest.source.libraryVersion), \(manifest.source.format)"
            ))
        items.append(("Created", "\(manifest.createdAt)"))
        if let stored = card.stored {
            let by: Markup = stored.publishedBy.map { " by \($0)" } ?? ""
            let how: Markup = stored.how.map { " (\($0.rawValue))" } ?? ""
            items.append(("Published", Parts.time(stored.publishedAt) + by + how))
            if let pointer = card.pointer {
                items.append(("Live since", Parts.time(pointer.publishedAt) + " by \(pointer.publishedBy)"))
            }
            items.append(("Size", "\(Words.bytes(stored.byteCount))"))
            items.append(("SHA-256", "<code>\(stored.sha256)</code>"))
        }
        let golden = manifest.goldenOrigin.rawValue + (card.isVerified ? "" : ": unverified")
        items.append(("Golden rows", "\(golden)"))
        let list = items.map { name, value -> Markup in "<dt>\(name)</dt><dd>\(value)</dd>" }.joined()
        return #"<dl class="card">\#(list)</dl>"#
    }

    private static func metrics(_ training: Training) -> Markup {
        func value(_ name: String, in metrics: [NamedValue<Double>]) -> Markup {
            Parts.dash(metrics.first { $0.name == name }.map { FigureText.number($0.value) })
        }
        let rows = training.metrics.map { metric -> [Markup] in
            [
                "\(metric.name)", "\(FigureText.number(metric.value))", value(metric.name, in: training.testMetrics),
                value(metric.name, in: training.baselineMetrics),
            ]
        }
        guard !rows.isEmpty else { return "" }
        return Parts.section(
            "How good it was",
            "<p>Trained on \(Words.counted(training.rows, "row")), \(Words.counted(training.validationRows, "row")) for validation.</p>"
                + Table(
                    "Metrics of the training", columns: ["Metric", "Validation", "Test", "Trivial model"], rows: rows,
                    numbers: [1, 2, 3], hasRowHeads: true
                ).markup)
    }

    private static func gate(_ training: Training) -> Markup {
        guard !training.gate.isEmpty else { return "" }
        let forced: Markup =
            training.isForced ? #"<p class="bad">It was written although its gate failed.</p>"# : ""
        let rows = training.gate.map { outcome -> [Markup] in
            [
                "\(outcome.condition)",
                outcome.hasPassed
                    ? #"<span class="pill good">passed</span>"# : #"<span class="pill bad">failed</span>"#,
                "\(outcome.finding)",
            ]
        }
        return Parts.section(
            "Gate",
            forced
                + Table(
                    "What the recipe demanded", columns: ["Condition", "Outcome", "Finding"], rows: rows,
                    hasRowHeads: true
                ).markup)
    }

    private static func features(_ manifest: Manifest) -> Markup {
        func values(_ feature: Feature) -> Markup {
            let names =
                feature.categories.prefix(8).joined(separator: ", ") + (feature.categories.count > 8 ? ", …" : "")
            return "\(names.isEmpty ? feature.range ?? "" : names)"
        }
        let rows =
            manifest.features.prefix(1000).map { feature -> [Markup] in
                [
                    "\(feature.name)", "\(feature.kind.rawValue + (feature.isInputOnly ? ", input only" : ""))",
                    feature.required ? "yes" : "no", values(feature),
                ]
            }
            + manifest.derived.prefix(1000).map { derived in
                ["\(derived.name)", "\(derived.derivation.description)", "", values(derived.column)]
            }
        return Parts.section(
            "Features",
            Table(
                "What a row holds", columns: ["Feature", "Kind", "Required", "Values"], rows: rows, hasRowHeads: true
            ).markup)
    }
}
