import Drawing
import JobQueue
import ModelRegistry
import Monitoring

/// Finds a job by its id: where it is, or which version answered it.
enum JobsPage {
    /// Nil for an id that no job has.
    static func id(_ query: [String: String]) -> String? {
        query["id"].flatMap { (1...512).contains($0.utf8.count) ? $0 : nil }
    }

    static func page(_ sight: ModelSight, _ search: JobSearch?, _ visit: Visit) -> Page {
        let model = sight.status.model
        var fragments: [Page.Fragment] = [
            .init(
                id: "form",
                markup: """
                    <form class="form" method="get" action="\(Tab.jobs.path(model))" role="search">\
                    <label>The job's id<input name="id" value="\(visit.query["id"] ?? "")" maxlength="512" required \
                    autocomplete="off" spellcheck="false"></label><button>Find</button></form>
                    """)
        ]
        if let search {
            fragments.append(.init(id: "found", markup: found(search, sight.status)))
            fragments.append(.init(id: "extent", markup: extent(search)))
        } else if visit.query["id"]?.isEmpty == false {
            fragments.append(.init(id: "found", markup: "<p>An id has 1 to 512 bytes.</p>"))
        }
        return Page(model, model: model, tab: .jobs, isLive: false, fragments)
    }

    private static func found(_ search: JobSearch, _ status: ModelStatus) -> Markup {
        guard !search.traces.isEmpty else {
            let bound: Markup =
                search.isComplete
                ? "" : " Not everything was looked at, so it may also be further back."
            return """
                <p class="lead" role="status">No job \(search.id) is here.</p>\
                <p>It was never pushed to \(status.model), or it was answered and its result was read already: a result that \
                was read is gone from Redis, and its version is in what the reader got.\(bound)</p>
                """
        }
        let items = search.traces.map { trace -> Markup in "<li>\(sentence(trace, status))</li>" }.joined()
        let twice: Markup =
            search.traces.count > 1
            ? #"<p class="hint">Two jobs may have the same id, and one that moved while this looked is seen twice.</p>"#
            : ""
        return #"<ul class="lead" role="status">\#(items)</ul>\#(twice)"#
    }

    private static func sentence(_ trace: JobTrace, _ status: ModelStatus) -> Markup {
        switch trace {
        case .pending(let place):
            return """
                It waits for a worker: \(place == 0 ? "it is the next one" : "\(Words.counted(place, "job", "is", "are")) before it"). \
                <a href="\(Tab.queue.path(status.model))">See the queue</a>
                """
        case .suspect(let place, let deliveries):
            return """
                It is a suspect: \(Words.counted(deliveries, "worker")) died over it, and \(Words.counted(place, "suspect", "is", "are")) \
                before it. <a href="\(Tab.inFlight.path(status.model))">See what is in flight</a>
                """
        case .claimed(let claim):
            let worker = status.workers.first { $0.id == claim.lane?.worker }
            let place: Markup = worker.map { " on \($0.host), process \($0.pid)" } ?? ""
            return """
                It is being scored\(place), in a claim of \(Words.counted(claim.jobs, "job")). \
                <a href="\(Tab.inFlight.path(status.model))">See what is in flight</a>
                """
        case .dead(let entry, let reason):
            return """
                It was given up \(Parts.time(entry.milliseconds)), for the reason \(reason ?? "unknown"). \
                <a href="\(Tab.dead.path(status.model))/\(entry.text)">See the dead letter</a>
                """
        case .answered(let result, let reply):
            let list: Markup = reply.map { "the reply list <code>\($0)</code>" } ?? "the results"
            let version: Markup = result.version.map(by(status.model)) ?? " before any version scored it"
            let how: Markup =
                result.status == "failed"
                ? " with the error <code>\(result.errorCode ?? "unknown")</code>" : ""
            return "It was answered\(version)\(how); the result is in \(list) and was not read yet."
        }
    }

    private static func by(_ model: String) -> (String) -> Markup {
        { version in
            guard let number = Int(version) else { return " by version \(version)" }
            return #" by <a href="\#(Tab.versions.path(model))/\#(number)">version \#(number)</a>"#
        }
    }

    private static func extent(_ search: JobSearch) -> Markup {
        let looks = search.extents.filter { $0.length > 0 }.map { extent -> Markup in
            let count =
                extent.isComplete
                ? "all \(FigureText.grouped(extent.length))"
                : "the first \(FigureText.grouped(extent.looked)) of \(FigureText.grouped(extent.length))"
            return "<li>\(extent.place): \(count)</li>"
        }.prefix(40).joined()
        let more: Markup = search.hasMoreReplies ? "<li>further reply lists: not looked at</li>" : ""
        return """
            <details><summary>What was looked at</summary><ul>\(looks)\(more)</ul><p class="hint">A look ends after \
            \(FigureText.grouped(JobSearch.bound)) jobs and results, or three seconds. An id is found in the first 4 KiB of \
            its job.</p></details>
            """
    }
}
