import Drawing

/// One request for a page, as the page sees it.
package struct Visit: Sendable {
    /// The path, percent-encoded as it came.
    package let path: String
    /// The decoded fields of the query; of a field that stands twice the first.
    package let query: [String: String]
    /// What the visitor may do; nil where nobody may do anything.
    package let actions: (any Actions)?
    /// Who asks, as the actions know it; nil where nobody has to say so.
    package let visitor: String?

    package init(path: String, query: [String: String], actions: (any Actions)? = nil, visitor: String? = nil) {
        self.path = path
        self.query = query
        self.actions = actions
        self.visitor = visitor
    }

    /// Controls for a place of a page; nothing on a dashboard that only shows.
    func controls(_ place: ActionPlace) -> Markup { actions?.controls(place, for: self) ?? "" }
}
