import Drawing
import JobQueue
import ModelRegistry
import Monitoring

/// The queue of one model: what waits, how long, and why it is stuck.
enum QueuePage {
    static func page(_ sight: ModelSight, _ course: QueueCourse, _ visit: Visit) -> Page {
        let status = sight.status
        return Page(
            status.model, model: status.model, tab: .queue,
            [
                .init(id: "verdict", markup: verdict(sight)),
                .init(id: "actions", markup: visit.controls(.queue(status))),
                .init(id: "numbers", markup: numbers(status)),
                .init(id: "charts", markup: QueueCharts.markup(course, QueueCharts.range(visit), model: status.model)),
            ])
    }

    private static func verdict(_ sight: ModelSight) -> Markup {
        let status = sight.status
        let sentence =
            switch status.health {
            case .stuck: "The queue is stuck."
            case .behind: "Jobs wait longer than they should."
            case .keepsUp: "Scoring keeps up."
            case .idle: "There is nothing to do."
            }
        let isBad = status.health == .stuck
        return """
            <p class="lead\(isBad ? " bad" : "")" role="status">\(sentence)</p>\
            \(Parts.concerns(sight.concerns, model: status.model, fine: answering(status)))
            """
    }

    private static func answering(_ status: ModelStatus) -> Markup {
        guard let pointer = status.pointer else { return "" }
        return """
            <a href="\(Tab.versions.path(status.model))">Version \(pointer.version)</a> answers, published \
            \(Parts.time(pointer.publishedAt)) by \(pointer.publishedBy).
            """
    }

    private static func numbers(_ status: ModelStatus) -> Markup {
        let depth = status.depth
        return Parts.section(
            "Now",
            Parts.tiles([
                Parts.tile("Pending", FigureText.grouped(depth.jobs + depth.handoff), "jobs that wait for a worker"),
                Parts.tile(
                    "Oldest", status.oldestSeconds.map(Words.duration) ?? "unknown", "waits about so long; an estimate"),
                Parts.tile(
                    "In flight", FigureText.grouped(depth.inFlight),
                    #"in <a href="\#(Tab.inFlight.path(status.model))">\#(Words.counted(depth.leases, "claim"))</a>"#),
                Parts.tile("Answers", Words.rate(status.answersPerSecond), "jobs a second"),
                Parts.tile(
                    "Workers", "\(status.workers.count { $0.version != nil }) of \(status.workers.count)",
                    #"<a href="\#(Tab.workers.path(status.model))">serve a version</a>"#),
                Parts.tile(
                    "Suspects", FigureText.grouped(depth.suspects), "tried alone, for their workers died",
                    isBad: depth.suspects > 0),
                Parts.tile("Unread results", FigureText.grouped(depth.results), "wait for a reader, beside replies"),
                Parts.tile(
                    "Dead letters", FigureText.grouped(depth.dead),
                    #"<a href="\#(Tab.dead.path(status.model))">jobs that were given up</a>"#, isBad: depth.dead > 0),
            ]))
    }
}
