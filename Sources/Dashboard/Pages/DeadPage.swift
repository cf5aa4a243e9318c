import Drawing
import JobQueue
import Monitoring

/// The jobs that were given up: which, when, why.
enum DeadPage {
    /// What the list shows.
    struct Filter: Sendable, Equatable {
        let chosen: DeadFilter
        let most: Int

        /// More than a stream of dead letters keeps.
        fileprivate static let maximum = 1000

        init(_ query: [String: String]) throws(ReadError) {
            chosen = DeadFilter(reason: query["reason"] ?? "", job: query["job"] ?? "")
            let count = query["count"] ?? "100"
            guard let most = Int(count), (1...Self.maximum).contains(most) else {
                throw .malformed("count must be a number from 1 to \(Self.maximum); found \(count.prefix(40)).")
            }
            self.most = most
        }
    }

    static func page(_ sight: ModelSight, _ list: DeadList, _ filter: Filter, _ visit: Visit) -> Page {
        let model = sight.status.model
        return Page(
            model, model: model, tab: .dead,
            [
                .init(id: "verdict", markup: verdict(list, filter)), .init(id: "filter", markup: form(list, filter)),
                .init(
                    id: "actions",
                    markup: visit.controls(
                        .deadLetters(model: model, filter: filter.chosen, total: list.total))),
                .init(id: "entries", markup: table(list, filter, visit)),
            ])
    }

    private static func verdict(_ list: DeadList, _ filter: Filter) -> Markup {
        let sentence =
            list.total == 0
            ? "No job was given up."
            : "\(Words.counted(list.total, "job", "was", "were")) given up after taking several workers down."
        let shown: Markup =
            list.entries.count == list.total
            ? ""
            : """
            <p class="hint">Shown: the newest \(list.entries.count)\(filter.chosen.isEmpty ? "" : " that match" as Markup), \
            after a look at \(list.looked) of \(list.total).</p>
            """
        return #"<p class="lead" role="status">\#(sentence)</p>\#(shown)"#
    }

    private static func form(_ list: DeadList, _ filter: Filter) -> Markup {
        guard list.total > 0 else { return "" }
        let all: Markup =
            list.total > 100 && filter.most < Filter.maximum
            ? #"<a class="button" href="\#(Tab.dead.path(list.model))?count=1000">Show up to 1000</a>"# : ""
        return """
            <form class="form" method="get" action="\(Tab.dead.path(list.model))">\
            <label>Reason contains<input name="reason" value="\(filter.chosen.reason)" maxlength="200"></label>\
            <label>Job id contains<input name="job" value="\(filter.chosen.job)" maxlength="512"></label>\
            <button>Filter</button>\(all)</form>
            """
    }

    private static func table(_ list: DeadList, _ filter: Filter, _ visit: Visit) -> Markup {
        guard !list.entries.isEmpty else {
            return list.total == 0 ? "" : "<p>None of them matches.</p>"
        }
        let hasControls = visit.actions != nil
        let rows = list.entries.map { entry -> [Markup] in
            let page = Tab.dead.path(list.model) + "/" + entry.id.text
            let cells: [Markup] = [
                #"<a href="\#(page)">\#(FigureText.shortened(entry.jobID ?? "unknown id", 60))</a>"#,
                Parts.time(entry.id.milliseconds), Parts.dash(entry.reason.map { FigureText.shortened($0, 120) }),
                Parts.dash(entry.deliveries.map { FigureText.grouped($0) }),
                Parts.dash(entry.length.map { Words.bytes($0) }),
            ]
            return cells + (hasControls ? [visit.controls(.deadRow(entry, model: list.model))] : [])
        }
        return Table(
            "Jobs that were given up, the newest first",
            columns: ["Job", "Given up", "Reason", "Workers lost", "Size"] + (hasControls ? ["Actions"] : []),
            rows: rows, numbers: [3, 4], hasRowHeads: true
        ).markup
    }
}
