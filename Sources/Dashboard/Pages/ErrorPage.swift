import Drawing
import HTTPTypes

/// What a visitor sees when a page can't be shown.
enum ErrorPage {
    static func page(_ error: ErrorText, models: [String]) -> Page {
        let links = models.map { #"<li><a href="\#(Tab.queue.path($0))">\#($0)</a></li>"# as Markup }.joined()
        let others: Markup = models.isEmpty ? "" : #"<p>These models are there:</p><ul>\#(links)</ul>"#
        // Only an outage ends by itself.
        return Page(
            error.title, isLive: error.status == .serviceUnavailable,
            [
                .init(
                    id: "error",
                    markup: """
                        <p class="lead">\(error.sentence)</p>\(others)\
                        <p><a href="/">Go to the overview</a></p>
                        """)
            ])
    }
}
