import Drawing
import Drift
import ModelRegistry
import Monitoring
import ScoringModel

/// How far the rows that are scored are from those of training, feature by feature.
enum DriftPage {
    /// Features whose bins are shown.
    private static let detailed = 20

    static func page(_ sight: ModelSight, _ visit: Visit) -> Page {
        let status = sight.status
        var fragments: [Page.Fragment] = [.init(id: "verdict", markup: verdict(status))]
        if let drift = status.drift {
            fragments.append(.init(id: "features", markup: features(drift.report)))
            fragments.append(.init(id: "scores", markup: scores(drift.report)))
            fragments.append(.init(id: "bins", markup: bins(drift.report)))
        }
        return Page(status.model, model: status.model, tab: .drift, fragments)
    }

    private static func verdict(_ status: ModelStatus) -> Markup {
        if let failure = status.driftFailure {
            return #"<p class="lead bad" role="status">What was counted can't be read.</p><p>\#(failure)</p>"#
        }
        guard let drift = status.drift else {
            return """
                <p class="lead" role="status">There is nothing to compare yet.</p>\
                <p>Workers compare what they score with what training saw, where the model file holds its histograms and \
                drift is not switched off (<code>--drift</code>). Imported models have none.</p>
                """
        }
        let report = drift.report
        let drifted = report.drifted.filter { $0.state == .drift }.map(\.name)
        let sentence: String
        switch (report.state, drifted.count) {
        case (.drift, 0): sentence = "The answers are unlike those of training."
        case (.drift, 1): sentence = "The feature \(drifted[0]) has drifted."
        case (.drift, let count):
            sentence =
                "\(count) features have drifted: \(drifted.prefix(5).joined(separator: ", "))\(count > 5 ? ", …" : "")."
        case (.warning, _): sentence = "Some of it begins to be unlike training."
        case (.ok, _): sentence = "Nothing has drifted."
        case (.tooFewRows, _): sentence = "Too few rows were scored to tell."
        }
        let share = report.sampledRatio.map { ", \(FigureText.percent($0)) of those scored" } ?? ""
        return """
            <p class="lead\(report.state == .drift ? " bad" : "")" role="status">\(sentence)</p>\
            <p>Of version \(drift.version) since \(Parts.time(drift.from * 1000)): a look at \
            \(Words.counted(report.rows, "row"))\(share), by \(Words.counted(drift.workers, "worker")).</p>
            """
    }

    private static func features(_ report: DriftReport) -> Markup {
        // The worst first, the rest in the model's order.
        let order = report.drifted + report.features.filter { $0.state <= .ok }
        let rows = order.prefix(1000).map { feature -> [Markup] in
            [
                "\(feature.name)", pill(feature.state), Parts.dash(reasons(feature)),
                Parts.dash(feature.distribution.map { FigureText.number($0.psi) }),
                Parts.dash(feature.distribution.map { FigureText.number($0.driftLimit) }),
                change(feature.missing), change(feature.unseen ?? feature.outOfRange),
                Parts.dash(feature.trainingMean.map(FigureText.number)),
                Parts.dash(feature.mean.map(FigureText.number)),
            ]
        }
        return Parts.section(
            "Features",
            Table(
                "Each feature beside training, the worst first; PSI is the population stability index",
                columns: [
                    "Feature", "State", "What changed", "PSI", "Drift above", "Missing", "New values",
                    "Mean in training",
                    "Mean now",
                ], rows: rows, numbers: [3, 4, 5, 6, 7, 8], hasRowHeads: true
            ).markup)
    }

    private static func scores(_ report: DriftReport) -> Markup {
        let rows = [("Score", report.score), ("Classes", report.labels)].compactMap { name, change -> [Markup]? in
            change.map {
                ["\(name)", pill($0.state), "\(FigureText.number($0.psi))", "\(FigureText.number($0.driftLimit))"]
            }
        }
        guard !rows.isEmpty else { return "" }
        return Parts.section(
            "Answers",
            Table(
                "What the model answers, beside what it answered in training",
                columns: ["Answer", "State", "PSI", "Drift above"], rows: rows, numbers: [2, 3], hasRowHeads: true
            ).markup)
    }

    private static func bins(_ report: DriftReport) -> Markup {
        let shown = report.drifted.prefix(detailed).compactMap { feature -> Markup? in
            guard let change = feature.distribution else { return nil }
            let rows = zip(feature.bins, zip(change.trainingShares, change.shares)).map { title, shares -> [Markup] in
                ["\(title)", "\(FigureText.percent(shares.0))", "\(FigureText.percent(shares.1))"]
            }
            return """
                <details><summary>\(feature.name)</summary>\
                \(Table(
                    "Shares of \(feature.name) by bin", columns: ["Bin", "Training", "Now"], rows: rows, numbers: [1, 2],
                    hasRowHeads: true
                ).markup)</details>
                """
        }
        return shown.isEmpty ? "" : Parts.section("Where they differ", shown.joined())
    }

    private static func change(_ change: RateChange?) -> Markup {
        guard let change else { return Parts.dash(nil) }
        return
            "\(FigureText.percent(change.rate))<span class=\"interval\">training \(FigureText.percent(change.trainingRate))</span>"
    }

    private static func reasons(_ feature: FeatureDrift) -> String? {
        let words = feature.reasons.map { reason in
            switch reason {
            case .distribution: "distribution"
            case .missing: "missing values"
            case .unseen: "unseen categories"
            case .outOfRange: "values out of range"
            }
        }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    private static func pill(_ state: DriftState) -> Markup {
        switch state {
        case .tooFewRows: #"<span class="pill">too few rows</span>"#
        case .ok: #"<span class="pill good">ok</span>"#
        case .warning: #"<span class="pill warn">warning</span>"#
        case .drift: #"<span class="pill bad">drift</span>"#
        }
    }
}
