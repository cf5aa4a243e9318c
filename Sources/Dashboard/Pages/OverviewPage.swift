import Drawing
import JSONBytes
import JobQueue
import ModelRegistry
import Monitoring

/// All models: does scoring keep up, which version answers, what is wrong.
enum OverviewPage {
    static func page(_ overview: Overview, _ visit: Visit) -> Page {
        Page(
            "Overview",
            [
                .init(id: "verdict", markup: verdict(overview)), .init(id: "concerns", markup: concerns(overview)),
                .init(id: "models", markup: models(overview)), .init(id: "redis", markup: redis(overview)),
            ])
    }

    private static func verdict(_ overview: Overview) -> Markup {
        let troubled = overview.models.filter { $0.health == .stuck || $0.health == .behind }
        let isFull = overview.memory?.concern?.severity == .problem
        let sentence: String
        if overview.models.isEmpty {
            sentence = overview.broken.isEmpty ? "There are no models yet." : "No model can be read."
        } else if isFull {
            sentence = "Redis is full: new jobs are refused, or are about to be."
        } else if troubled.isEmpty {
            sentence = overview.models.count == 1 ? "Scoring keeps up." : "Scoring keeps up with all models."
        } else if troubled.count == 1 {
            sentence = "Scoring does not keep up with \(troubled[0].model)."
        } else {
            sentence = "Scoring does not keep up with \(troubled.count) of \(overview.models.count) models."
        }
        let isBad = isFull || !troubled.isEmpty
        return #"<p class="lead\#(isBad ? " bad" : "")" role="status">\#(sentence)</p>"#
    }

    private static func concerns(_ overview: Overview) -> Markup {
        // Of each model what stops it first; the rest is on its page.
        var items = overview.models.compactMap { status in
            let concerns = status.concerns()
            return concerns.first.map { (status.model, $0, concerns.count - 1) }
        }
        .sorted { ($1.1.severity, $0.0) < ($0.1.severity, $1.0) }
        .map { Parts.concern($1, model: $0, isNamed: true, others: $2) }
        if let concern = overview.memory?.concern, let first = overview.models.first {
            items.insert(Parts.concern(concern, model: first.model, isNamed: false), at: 0)
        }
        items += overview.broken.json.map { broken in
            """
            <li class="problem"><span class="severity">Stuck</span><div>\
            <p>\(broken["model"]?.string ?? "?") can't be read: \(broken["error"]?.string ?? "")</p>\
            <p class="hint">See what doctor says. <code>scoreline doctor</code></p></div></li>
            """
        }
        guard !items.isEmpty else { return "" }
        return Parts.section("What to look at", #"<ul class="concerns">\#(items.joined())</ul>"#)
    }

    private static func models(_ overview: Overview) -> Markup {
        guard !overview.models.isEmpty else {
            return """
                <p>No model has keys under this prefix. Publish one, then start a worker:</p>\
                <pre tabindex="0">scoreline models publish NAME FILE\nscoreline-worker --model NAME</pre>
                """
        }
        let rows = overview.models.map { status -> [Markup] in
            let ready = status.workers.count { $0.version != nil }
            return [
                #"<a href="\#(Tab.queue.path(status.model))">\#(status.model)</a>"#, Parts.pill(status.health),
                version(status), "\(FigureText.grouped(status.depth.waiting))",
                "\(FigureText.grouped(status.depth.inFlight))", Parts.dash(status.oldestSeconds.map(Words.duration)),
                "\(Words.rate(status.answersPerSecond))",
                #"<a href="\#(Tab.workers.path(status.model))">\#("\(ready) of \(status.workers.count)")</a>"#,
                #"<a href="\#(Tab.dead.path(status.model))">\#(FigureText.grouped(status.depth.dead))</a>"#,
            ]
        }
        return Parts.section(
            "Models",
            Table(
                "Each model with its queue and the version that answers",
                columns: [
                    "Model", "Scoring", "Answers with", "Pending", "In flight", "Oldest", "Answers / s",
                    "Workers ready",
                    "Dead",
                ], rows: rows, numbers: [3, 4, 5, 6, 7, 8], hasRowHeads: true
            ).markup)
    }

    private static func version(_ status: ModelStatus) -> Markup {
        let served = Set(status.workers.compactMap(\.version)).sorted()
        guard let live = status.pointer?.version else { return #"<span class="soft">none</span>"# }
        let page = Tab.versions.path(status.model)
        if served.isEmpty { return #"<a href="\#(page)">version \#(live)</a> <span class="soft">(no worker)</span>"# }
        let names = served.map { String($0) }.joined(separator: " and ")
        return #"<a href="\#(page)">version \#(names)</a>"#
    }

    private static func redis(_ overview: Overview) -> Markup {
        guard let memory = overview.memory else { return "" }
        let limit = memory.limitBytes.map { "of \(Words.bytes($0))" } ?? "no limit is set"
        return Parts.section(
            "Redis",
            Parts.tiles([
                Parts.tile(
                    "Memory", Words.bytes(memory.usedBytes), "\(limit)", isBad: memory.concern?.severity == .problem),
                Parts.tile(
                    "Pending in all", FigureText.grouped(overview.models.reduce(0) { $0 + $1.depth.waiting }),
                    "jobs of all models"),
                Parts.tile(
                    "Answers", Words.rate(overview.models.reduce(0) { $0 + $1.answersPerSecond }), "jobs a second"),
            ]))
    }
}
