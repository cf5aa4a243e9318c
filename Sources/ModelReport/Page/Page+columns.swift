import Drawing
import Evaluation
import ScoringModel

extension Page {
    private static let shownImportances = 30

    var importances: Markup {
        let loss = manifest.task == .regression ? "RMSE" : "log loss"
        let hasPermutation = report.importances.contains { $0.permutation != nil }
        let hasGain = report.importances.contains { $0.gainShare != nil }
        let largest = report.importances.compactMap { $0.permutation?.mean }.max() ?? 0
        let largestGain = report.importances.compactMap(\.gainShare).max() ?? 0
        let rows = report.importances.map { importance -> [Markup] in
            var cells: [Markup] = ["\(input.columns[importance.column].name)"]
            if hasPermutation {
                let found = importance.permutation
                let mean = found?.mean ?? 0
                cells.append(meter(mean, largest, .one))
                cells.append("\(FigureText.spread(mean, found?.standardDeviation ?? 0))")
            }
            if hasGain {
                cells.append(meter(importance.gainShare ?? 0, largestGain, .three))
                cells.append("\(FigureText.percent(importance.gainShare ?? 0))")
            }
            return cells
        }
        let columns =
            ["Column"] + (hasPermutation ? ["Shuffled", "\(loss) grows by"] : [])
            + (hasGain ? ["Gain", "share of all splits' gain"] : [])
        let numbers = Set(columns.indices.filter { $0 > 0 && $0 % 2 == 0 })
        func table(_ rows: ArraySlice<[Markup]>, _ caption: String) -> Markup {
            Table(caption, columns: columns, rows: Array(rows), numbers: numbers, hasRowHeads: true).markup
        }
        var body = table(rows.prefix(Self.shownImportances), "Importance of the columns")
        let rest = rows.dropFirst(Self.shownImportances)
        if !rest.isEmpty {
            body += "<details><summary>\(rest.count) more</summary>\(table(rest, "The other columns"))</details>"
        }
        let hints = [
            hasPermutation
                ? "Shuffled: how much worse the model becomes on \(PartText.rows(report.judge.name)) when the column's values "
                    + "are dealt out anew; mean and standard deviation of 5 shuffles. Columns that say the same share what "
                    + "they are worth." : nil,
            hasGain ? "Gain: what the splits on the column won in training, also where that does not carry over." : nil,
        ]
        return body + #"<p class="hint">\#(hints.compactMap { $0 }.joined(separator: " "))</p>"#
    }

    private func meter(_ value: Double, _ largest: Double, _ series: Series) -> Markup {
        let width = largest > 0 ? max(0, value / largest) * 100 : 0
        return """
            <svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">\
            <rect class="track" width="100" height="10"/><rect class="bar \(series.rawValue)" width="\(width)" \
            height="10"/></svg>
            """
    }

    var data: Markup {
        let hasDrift = report.columns.contains { $0.drift != nil }
        let hasUnseen = report.columns.contains { $0.unseen > 0 }
        let rows = report.columns.map { column -> [Markup] in
            var cells: [Markup] = [
                "\(column.name)", "\(column.kind)",
                "\(FigureText.percent(column.count > 0 ? Double(column.missing) / Double(column.count) : 0))",
                distribution(column), values(column),
            ]
            if hasUnseen { cells.append("\(FigureText.grouped(column.unseen))") }
            if hasDrift { cells.append(column.drift.map(drift) ?? "–") }
            return cells
        }
        let part = report.parts[0]
        return targets
            + Table(
                "Columns of the \(FigureText.grouped(part.rows)) \(PartText.rows(part.name))",
                columns: ["Column", "Kind", "Missing", "Distribution", "Values"] + (hasUnseen ? ["Unseen"] : [])
                    + (hasDrift ? ["Against training"] : []), rows: rows, numbers: hasUnseen ? [2, 5] : [2],
                hasRowHeads: true
            ).markup
    }

    private var targets: Markup {
        guard let labels = manifest.classLabels.isEmpty ? nil : manifest.classLabels else { return "" }
        let rows = labels.indices.map { label -> [Markup] in
            ["\(labels[label])"]
                + report.parts.map { part in
                    let counts = part.confusion?.counts(of: label)
                    let count = (counts?.truePositives ?? 0) + (counts?.falseNegatives ?? 0)
                    let share = part.weight > 0 ? count / part.weight : 0
                    return """
                        \(FigureText.count(count))<span class="interval">\(FigureText.percent(share))</span>
                        """
                }
        }
        return Table(
            "Rows of each class\(input.parts[0].rows.weights == nil ? "" : ", by weight")",
            columns: ["Class"] + report.parts.map { PartText.title($0.name) }, rows: rows,
            numbers: Set(1...report.parts.count), hasRowHeads: true
        ).markup
    }

    private func distribution(_ column: ColumnSummary) -> Markup {
        let counts = column.categories.isEmpty ? column.histogram : column.categories.map(\.count)
        guard let largest = counts.max(), largest > 0 else { return "" }
        let width = 120 / Double(counts.count)
        let bars = counts.enumerated().map { position, count -> Markup in
            let height = Double(count) / Double(largest) * 26
            return """
                <rect class="bar one" x="\(Double(position) * width + 0.5)" y="\(28 - height)" \
                width="\(max(0.5, min(width, 24) - 1))" height="\(height)"/>
                """
        }.joined()
        return """
            <svg class="spark" viewBox="0 0 120 28" role="img" aria-label="distribution of \(column.name)">\(bars)</svg>
            """
    }

    private func values(_ column: ColumnSummary) -> Markup {
        if !column.categories.isEmpty {
            let present = Double(max(1, column.count - column.missing))
            let shown = column.categories.prefix(4).map {
                "\($0.name) \(FigureText.percent(Double($0.count) / present))"
            }
            let others = column.categories.count - shown.count + column.otherCategories
            return "\((shown + (others > 0 ? ["\(others) more"] : [])).joined(separator: ", "))"
        }
        guard let low = column.minimum, let high = column.maximum, let mean = column.mean else { return "–" }
        return """
            \(FigureText.count(Double(low))) to \(FigureText.count(Double(high))) <span class="soft">mean \
            \(FigureText.spread(mean, column.standardDeviation ?? 0))</span>
            """
    }

    private func drift(_ drift: Drift) -> Markup {
        var words: [String] = []
        if let shift = drift.meanShift { words.append("mean \(signed(shift)) sd") }
        if let outside = drift.outside, outside > 0 { words.append("\(FigureText.percent(outside)) out of range") }
        if drift.missingShare.magnitude >= 0.001 { words.append("missing \(signed(drift.missingShare * 100)) points") }
        let text = words.isEmpty ? "alike" : words.joined(separator: ", ")
        return drift.isLarge ? #"<span class="bad">! \#(text)</span>"# : "\(text)"
    }

    private func signed(_ value: Double) -> String {
        (value > 0 ? "+" : "") + FigureText.fixed(value, decimals: 2)
    }
}
