import Drawing
import ScoringModel

/// `report.html`: one file that needs nothing else, and no script.
struct Page {
    let report: Report
    let headline: Headline

    init(_ report: Report) {
        self.report = report
        headline = Headline(report)
    }

    var input: ReportInput { report.input }
    var manifest: Manifest { report.input.manifest }

    var html: String {
        let sections = sections
        let links = sections.map { section -> Markup in "<a href=\"#\(section.id)\">\(section.title)</a>" }.joined()
        let bodies = sections.map { section -> Markup in
            #"<section id="\#(section.id)"><h2>\#(section.title)</h2>\#(section.body)</section>"#
        }.joined()
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <link rel="icon" href="data:,">
            <title>\(manifest.name): model report</title>
            <style>\(Style.sheet)</style></head>
            <body><a class="skip" href="#summary">Skip to the summary</a>
            \(head)<nav aria-label="Sections">\(links)</nav>
            <main>\(bodies)</main>
            <footer>Made by scoreline-trainer from the figures in report.json beside this file.</footer>
            </body></html>

            """
        return page.text
    }

    private struct Section {
        let id: String
        let title: String
        let body: Markup
    }

    private var sections: [Section] {
        var sections = [
            Section(id: "summary", title: "Summary", body: summary),
            Section(id: "metrics", title: "Metrics", body: metricTable),
        ]
        let figures = figures
        if !figures.text.isEmpty {
            sections.append(Section(id: "figures", title: "Figures", body: #"<div class="figures">\#(figures)</div>"#))
        }
        if report.judge.confusion != nil {
            sections.append(Section(id: "classes", title: "Classes", body: classes))
        }
        if report.importances.contains(where: { $0.permutation != nil || $0.gainShare != nil }) {
            sections.append(Section(id: "importance", title: "What the model leans on", body: importances))
        }
        sections.append(Section(id: "data", title: "Data", body: data))
        if !report.worst.isEmpty {
            sections.append(Section(id: "worst", title: "Worst rows", body: worstRows))
        }
        sections.append(Section(id: "card", title: "Model card", body: card))
        sections.append(Section(id: "repeat", title: "Do it again", body: reproduction))
        return sections
    }

    private var head: Markup {
        let what =
            input.occasion == .training ? "Report of a training" : "Evaluation of a model file"
        var facts = [manifest.task.rawValue]
        if let target = manifest.target { facts.append("target \(target)") }
        if manifest.task == .binary { facts.append("positive \(manifest.classLabels[manifest.positiveClass])") }
        facts.append("made \(manifest.createdAt)")
        return """
            <header><p class="kicker">\(what)</p><h1>\(manifest.name)</h1>\
            <p class="facts">\(facts.joined(separator: " · "))</p></header>
            """
    }
}
