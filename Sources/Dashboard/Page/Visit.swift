import Access
import Drawing
import Steering

/// One request for a page, as the page sees it.
struct Visit: Sendable {
    /// The path, percent-encoded as it came.
    let path: String
    /// The decoded fields of the query; of a field that stands twice the first.
    let query: [String: String]
    /// What the visitor may do; nil where nobody may do anything.
    let actions: (any Actions)?
    /// Who asks; nil where nobody was let in.
    let visitor: Visitor?
    /// What the visitor did just now, to be told on the page that shows the effect.
    var notice: Notice?

    init(path: String, query: [String: String], actions: (any Actions)? = nil, visitor: Visitor? = nil) {
        self.path = path
        self.query = query
        self.actions = actions
        self.visitor = visitor
    }

    /// Controls for a place of a page; nothing on a dashboard that only shows.
    func controls(_ place: ActionPlace) -> Markup { actions?.controls(place, for: self) ?? "" }
}
