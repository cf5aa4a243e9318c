import Drawing
import ModelRegistry
import Monitoring

/// Parts that several pages have.
enum Parts {
    /// A number with its name and a word about it.
    static func tile(_ name: String, _ value: String, _ note: Markup = "", isBad: Bool = false) -> Markup {
        """
        <div class="tile"><dt class="name">\(name)</dt><dd class="value\(isBad ? " bad" : "")">\(value)</dd>\
        <dd class="small">\(note)</dd></div>
        """
    }

    static func tiles(_ tiles: [Markup]) -> Markup { #"<dl class="tiles">\#(tiles.joined())</dl>"# }

    /// What is wrong with a model, what stops the queue first; a word that nothing is.
    static func concerns(_ concerns: [Concern], model: String, fine: Markup) -> Markup {
        guard !concerns.isEmpty else { return #"<p class="fine">\#(fine)</p>"# }
        let items = concerns.map { concern($0, model: model, isNamed: false) }.joined()
        return #"<ul class="concerns">\#(items)</ul>"#
    }

    /// `others` of the same model are not shown.
    static func concern(_ concern: Concern, model: String, isNamed: Bool, others: Int = 0) -> Markup {
        let name: Markup = isNamed ? #"<a href="\#(Tab.queue.path(model))">\#(model)</a>: "# : ""
        let more: Markup =
            others > 0
            ? #" <a href="\#(Tab.queue.path(model))">\#(others) more<span class="hidden"> about \#(model)</span></a>"#
            : ""
        let command: Markup = concern.command.map { " <code>\($0)</code>" } ?? ""
        return """
            <li class="\(concern.severity.rawValue)"><span class="severity">\(word(concern.severity))</span>\
            <div><p>\(name)\(concern.sentence)</p>\
            <p class="hint">\(concern.remedy)\(command) \(link(concern.kind, model: model))\(more)</p></div></li>
            """
    }

    private static func word(_ severity: Concern.Severity) -> String {
        switch severity {
        case .problem: "Stuck"
        case .warning: "Look"
        case .note: "Note"
        }
    }

    /// The page on which one sees more about it.
    private static func link(_ kind: Concern.Kind, model: String) -> Markup {
        let (tab, words): (Tab, String)
        switch kind {
        case .noWorker, .nothingServed, .refused, .loading, .reloading: (tab, words) = (.workers, "See the workers")
        case .noVersion: (tab, words) = (.versions, "See the versions")
        case .dead: (tab, words) = (.dead, "See the dead letters")
        case .drift: (tab, words) = (.drift, "See the drift")
        case .suspects: (tab, words) = (.inFlight, "See what is in flight")
        case .paused, .resultsFull, .waiting, .memory: (tab, words) = (.queue, "See the queue")
        }
        return #"<a href="\#(tab.path(model))">\#(words)<span class="hidden"> of \#(model)</span></a>"#
    }

    static func pill(_ health: ModelHealth) -> Markup {
        switch health {
        case .stuck: #"<span class="pill bad">stuck</span>"#
        case .behind: #"<span class="pill warn">falls behind</span>"#
        case .keepsUp: #"<span class="pill good">keeps up</span>"#
        case .idle: #"<span class="pill">idle</span>"#
        }
    }

    static func pill(_ state: ModelState) -> Markup {
        switch state {
        case .ready: #"<span class="pill good">READY</span>"#
        case .loading: #"<span class="pill warn">LOADING</span>"#
        case .refused: #"<span class="pill bad">REFUSED</span>"#
        }
    }

    /// A moment of Redis' clock.
    static func time(_ milliseconds: Int) -> Markup {
        let text = PointInTime.text(milliseconds: milliseconds)
        let shown = text.replacing("T", with: " ").replacing("Z", with: "")
        return #"<time datetime="\#(text)">\#(shown)</time>"#
    }

    static func section(_ title: String, _ body: Markup) -> Markup { "<section><h2>\(title)</h2>\(body)</section>" }

    static func dash(_ text: String?) -> Markup { text.map { "\($0)" } ?? #"<span class="soft">–</span>"# }
}
