import Access
import Drawing
import JobQueue
import Keyspace
import ModelRegistry
import Monitoring
import Steering

extension SteeringActions {
    func controls(_ place: ActionPlace, for visit: Visit) -> Markup {
        guard let visitor = visit.visitor, visitor.mayAct, let token = visitor.formToken else { return "" }
        let form = FormMarkup(token: token)
        switch place {
        case .queue(let status):
            let (act, label): (Act, Markup) =
                status.depth.isPaused ? (.resume, "Let the queue go on") : (.pause, "Pause the queue")
            return #"<div class="acts">\#(form.button(act, of: status.model, label))</div>"#
        case .worker(let worker, let model):
            let name: Markup = #"Drain<span class="hidden"> worker \#(worker.id)</span>"#
            return form.button(.drain, of: model, name, [("worker", worker.id)])
        case .deadLetters(let model, let filter, let total):
            return total == 0 ? "" : deadLetters(model, filter, form)
        case .deadRow(let entry, let model):
            let name: Markup = #"<span class="hidden"> the dead letter \#(entry.id.text)</span>"#
            return """
                <span class="acts"><input type="checkbox" name="entry" value="\(entry.id.text)" form="selection" \
                aria-label="Select the dead letter \(entry.id.text)">\
                \(form.button(.retryDead, of: model, "Retry\(name)", [("entry", entry.id.text)]))</span>
                """
        case .deadLetter(let entry, let model):
            let fields = [("entry", entry.id.text)]
            return """
                <div class="acts">\(form.button(.retryDead, of: model, "Retry", fields))\
                \(form.button(.discardDead, of: model, "Discard …", fields))</div>
                """
        case .versions(let pointer, let model): return versions(pointer, model, form)
        case .version(let version, let pointer, let model):
            guard version.number != pointer.version else { return "" }
            return form.button(
                .rollback, of: model, "Make version \(version.number) live …",
                [("version", String(version.number)), ("generation", String(pointer.generation))])
        }
    }

    /// The form of the rows' boxes, and what concerns all that match.
    private func deadLetters(_ model: String, _ filter: DeadFilter, _ form: FormMarkup) -> Markup {
        let (retry, discard) = (FormMarkup.path(.retryDead, model), FormMarkup.path(.discardDead, model))
        let all = [("all", "yes"), ("reason", filter.reason), ("job", filter.job)]
        let which: Markup = filter.isEmpty ? "all" : "all that match"
        return """
            <div class="acts"><form id="selection" method="post" action="\(retry)">\(form.hidden)\
            <button>Retry selected</button> <button formaction="\(discard)">Discard selected …</button></form>\
            \(form.button(.retryDead, of: model, "Retry \(which)", all))\
            \(form.button(.discardDead, of: model, "Discard \(which) …", all))</div>
            """
    }

    private func versions(_ pointer: ModelPointer, _ model: String, _ form: FormMarkup) -> Markup {
        let generation = ("generation", String(pointer.generation))
        let back: Markup =
            pointer.previous.map { previous in
                form.button(
                    .rollback, of: model, "Roll back to version \(previous) …",
                    [("version", String(previous)), generation])
            } ?? ""
        let promote: Markup = source == nil ? "" : form.promotion(model)
        return """
            <div class="acts">\(back)</div><details><summary>Publish a version</summary>\
            <form method="post" action="\(FormMarkup.path(.publish, model))" enctype="multipart/form-data" class="form">\
            \(form.hidden)\(FormMarkup.hidden([generation]))\
            <label>Model file<input type="file" name="file" required></label><button>Publish</button></form>\
            \(promote)</details>
            """
    }
}

/// Forms of one session.
struct FormMarkup {
    let token: String

    static func path(_ act: Act, _ model: String) -> String { "/models/\(model)/actions/\(act.rawValue)" }

    var hidden: Markup { Self.hidden([("form", token)]) }

    static func hidden(_ fields: [(String, String)]) -> Markup {
        fields.map { #"<input type="hidden" name="\#($0.0)" value="\#($0.1)">"# as Markup }.joined()
    }

    /// A form of nothing but a button.
    func button(_ act: Act, of model: String, _ label: Markup, _ fields: [(String, String)] = []) -> Markup {
        """
        <form method="post" action="\(Self.path(act, model))">\(hidden)\(Self.hidden(fields))\
        <button>\(label)</button></form>
        """
    }

    func promotion(_ model: String) -> Markup {
        """
        <form method="post" action="\(Self.path(.promote, model))" class="form">\(hidden)\
        <label>Version to copy from the other Redis; empty for its live one\
        <input name="version" inputmode="numeric" pattern="[0-9]*"></label><button>Promote</button></form>
        """
    }
}
