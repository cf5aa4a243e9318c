import Drawing
import Monitoring

/// The courses of a queue, with links for how far back they go.
enum QueueCharts {
    static func range(_ visit: Visit) -> CourseRange {
        visit.query["range"].flatMap { CourseRange(rawValue: $0) } ?? .hour
    }

    static func markup(_ course: QueueCourse, _ range: CourseRange, model: String) -> Markup {
        let links = CourseRange.allCases.map { other -> Markup in
            let current: Markup = other == range ? #" aria-current="true""# : ""
            return
                #"<li><a href="\#(Tab.queue.path(model))?range=\#(other.rawValue)"\#(current)>\#(name(other))</a></li>"#
        }.joined()
        let figures = plots.map { $0.figure(course, range) }.joined()
        return Parts.section(
            "Over time",
            #"<nav aria-label="How far back"><ul class="ranges">\#(links)</ul></nav><div class="figures">\#(figures)</div>"#
        )
    }

    private static func name(_ range: CourseRange) -> String {
        switch range {
        case .quarter: "15 min"
        case .hour: "1 hour"
        case .sixHours: "6 hours"
        case .day: "1 day"
        case .week: "7 days"
        case .fortnight: "14 days"
        }
    }

    private static var plots: [TimePlot] {
        [
            TimePlot(
                id: "pending", title: "Jobs in the queue", hint: "Waiting for a worker, and being scored.",
                unit: "jobs", least: 5, lines: [("pending", { $0.pending }), ("in flight", { $0.inFlight })],
                text: FigureText.number),
            TimePlot(
                id: "rates", title: "Jobs a second", hint: "Where more arrive than are answered, the queue grows.",
                unit: "jobs a second", least: 1, lines: [("arrive", { $0.arrivals }), ("answered", { $0.answers })],
                text: Words.rate),
            TimePlot(
                id: "wait", title: "Wait",
                hint: "Of the oldest job that waits, and the mean of those answered; estimates.",
                unit: "seconds", least: 1, lines: [("oldest", { $0.oldestSeconds }), ("mean", { $0.waitSeconds })],
                text: Words.duration),
            TimePlot(
                id: "compute", title: "Compute",
                hint: "Mean time of a job's batch: scoring, and handing the results over.", unit: "ms", least: 0.1,
                lines: [
                    ("scoring", { $0.scoreSeconds.map { $0 * 1000 } }),
                    ("commit", { $0.commitSeconds.map { $0 * 1000 } }),
                ], text: { Words.duration($0 / 1000) }),
        ]
    }
}
