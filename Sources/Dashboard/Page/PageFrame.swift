import Access
import Drawing
import Settings

/// The document around a page: head, navigation, the live state, footer.
struct PageFrame {
    let page: Page
    let visit: Visit
    /// Of the one server that is watched, without the login.
    let prefix: String

    var html: Markup {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(page.title) · Scoreline</title>
        <link rel="icon" href="\(Asset.icon.path)" type="image/svg+xml">
        <link rel="stylesheet" href="\(Asset.style.path)">
        <script src="\(Asset.script.path)" defer></script></head>
        <body\(page.isLive ? " data-live" : "" as Markup)><a class="skip" href="#main">Skip to the content</a>
        <header class="bar"><a class="brand" href="/">\(Self.logo)Scoreline</a>\
        <p class="live"><a id="refresh" href="\(address)">Refresh</a><span id="live" role="status"></span></p>\(login)</header>
        \(navigation)
        <main id="main" tabindex="-1"><h1>\(heading)</h1>
        <p id="outage" class="outage" role="alert" hidden></p>\(visit.notice?.markup ?? "")
        \(body)</main>
        <footer><p>Scoreline \(ScorelineVersion.text) · prefix <code>\(prefix)</code>\
        \(page.model.map { Self.apiLink($0, page.tab) } ?? Self.overviewLink) · times are in UTC</p></footer>
        </body></html>

        """
    }

    private var body: Markup {
        page.fragments.map { fragment -> Markup in #"<div id="\#(fragment.id)" data-part>\#(fragment.markup)</div>"# }
            .joined()
    }

    /// The page's own address, so that a browser without scripts gets it anew.
    private var address: String {
        guard !visit.query.isEmpty else { return visit.path }
        return visit.path + "?" + QueryText.encoded(visit.query)
    }

    /// Who is logged in, and the way out where it was a login of ours.
    private var login: Markup {
        guard let visitor = visit.visitor, let name = visitor.name else { return "" }
        guard visitor.isSession, let token = visitor.formToken else { return #"<p class="live">\#(name)</p>"# }
        return """
            <form method="post" action="/logout" class="live"><span>\(name)</span>\
            \(FormMarkup(token: token).hidden)<button>Log out</button></form>
            """
    }

    private var heading: Markup {
        guard let model = page.model else { return "\(page.title)" }
        return "<span class=\"kicker\">\(page.tab?.title ?? "Model")</span> \(model)"
    }

    private var navigation: Markup {
        guard let model = page.model else { return "" }
        let links = Tab.allCases.map { tab -> Markup in
            let current: Markup = tab == page.tab ? #" aria-current="page""# : ""
            return #"<li><a href="\#(tab.path(model))"\#(current)>\#(tab.title)</a></li>"#
        }.joined()
        return """
            <nav class="tabs" aria-label="Pages of \(model)"><ul><li><a href="/">Overview</a></li>\(links)</ul></nav>
            """
    }

    private static let logo: Markup = """
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 17h4l3-9 4 12 3-8h4"/></svg>
        """

    private static let overviewLink: Markup = #" · <a href="/api/status">JSON</a>"#

    private static func apiLink(_ model: String, _ tab: Tab?) -> Markup {
        let path =
            switch tab {
            case .dead: "dead"
            case .versions: "versions"
            case .drift: "drift"
            case .audit: "audit"
            default: "status"
            }
        return #" · <a href="/api/models/\#(model)/\#(path)">JSON</a>"#
    }
}
