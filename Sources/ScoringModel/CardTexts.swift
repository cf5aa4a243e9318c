/// A model card: what people should know who use a model.
package struct CardTexts: Sendable, Equatable {
    /// What it is for.
    package var purpose: String?
    package var owner: String?
    /// Where the data come from.
    package var data: String?
    /// What it is not for.
    package var limits: String?

    package init(purpose: String? = nil, owner: String? = nil, data: String? = nil, limits: String? = nil) {
        self.purpose = purpose
        self.owner = owner
        self.data = data
        self.limits = limits
    }

    /// Those that are there, by their names in recipe and manifest.
    package var named: [NamedValue<String>] {
        [("purpose", purpose), ("owner", owner), ("data", data), ("limits", limits)].compactMap { name, text in
            text.map { NamedValue(name, $0) }
        }
    }
}
