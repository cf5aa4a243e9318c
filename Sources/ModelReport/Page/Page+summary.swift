import Drawing
import ScoringModel

extension Page {
    var summary: Markup {
        var notes: Markup = ""
        for note in input.notes { notes += "<li>\(note)</li>" }
        return """
            <p class="lead">\(headline.sentence(report))</p><p class="pills">\(pills)</p>\
            <div class="tiles">\(tiles)</div>\(gateTable)\
            \(input.notes.isEmpty ? "" : #"<ul class="notes">\#(notes)</ul>"# as Markup)
            """
    }

    private var pills: Markup {
        let isGood = headline.verdict == .better
        var pills: Markup =
            #"<span class="pill \#(isGood ? "good" : "bad")">\#(isGood ? "✓" : "!") \#(headline.verdict.words)</span>"#
        if !input.gate.isEmpty {
            let failed = input.gate.count { !$0.hasPassed }
            let words =
                failed == 0
                ? "gate passed, \(input.gate.count) of \(input.gate.count)"
                : "gate failed, \(failed) of \(input.gate.count)" + (input.isForced ? ", taken by force" : "")
            pills +=
                #" <span class="pill \#(failed == 0 ? "good" : "bad")">\#(failed == 0 ? "✓" : "✗") \#(words)</span>"#
        }
        if let live = input.live, let value = report.judge.metric(report.metric),
            let other = report.judge.live(report.metric)
        {
            let words: String
            if value == other {
                words = "equal to live version \(live.version)"
            } else {
                let isBetter = MetricName.isBetter(report.metric, value, than: other)
                words = "\(isBetter ? "better" : "worse") than live version \(live.version)"
            }
            let isWorse = value != other && !MetricName.isBetter(report.metric, value, than: other)
            pills += #" <span class="pill \#(isWorse ? "bad" : "good")">\#(isWorse ? "!" : "✓") \#(words)</span>"#
        }
        return pills
    }

    private var tiles: Markup {
        let part = report.judge
        let names = MetricName.headline(manifest.task, first: report.metric).filter { part.metric($0) != nil }
        return names.prefix(4).map { name -> Markup in
            let value = part.metric(name) ?? .nan
            let interval = part.interval(name).map {
                "\(FigureText.number($0.lowerBound)) – \(FigureText.number($0.upperBound))"
            }
            let trivial = part.baseline(name).map { "trivial \(FigureText.number($0))" }
            let small = [interval, trivial].compactMap { $0 }
            return """
                <div class="tile"><span class="name">\(MetricName.text(name))</span>\
                <span class="value">\(FigureText.number(value))</span>\
                \(small.map { line -> Markup in #"<span class="small">\#(line)</span>"# }.joined())</div>
                """
        }.joined()
    }

    private var gateTable: Markup {
        guard !input.gate.isEmpty else { return "" }
        let rows = input.gate.map { result -> [Markup] in
            [
                #"<span class="\#(result.hasPassed ? "good" : "bad")">\#(result.hasPassed ? "✓ passed" : "✗ failed")</span>"#,
                "<code>\(result.condition)</code>", "\(result.finding)",
            ]
        }
        return Table("Gate", columns: ["Result", "Condition", "Finding"], rows: rows).markup
    }
}
