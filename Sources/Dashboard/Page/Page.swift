import Drawing

/// What a page shows, without its frame.
struct Page: Sendable {
    /// A part that is replaced by itself when it changes.
    struct Fragment: Sendable {
        /// Unique in its page.
        let id: String
        let markup: Markup
    }

    let title: String
    /// The model whose pages lie beside this one.
    let model: String?
    let tab: Tab?
    let fragments: [Fragment]
    /// Whether the live stream goes on sending it.
    let isLive: Bool

    init(_ title: String, model: String? = nil, tab: Tab? = nil, isLive: Bool = true, _ fragments: [Fragment]) {
        self.title = title
        self.model = model
        self.tab = tab
        self.isLive = isLive
        self.fragments = fragments
    }
}

/// The pages of a model.
enum Tab: String, CaseIterable, Sendable {
    case queue
    case workers
    case inFlight = "in-flight"
    case dead
    case versions
    case drift
    case audit
    case jobs

    var title: String {
        switch self {
        case .queue: "Queue"
        case .workers: "Workers"
        case .inFlight: "In flight"
        case .dead: "Dead letters"
        case .versions: "Versions"
        case .drift: "Drift"
        case .audit: "Audit"
        case .jobs: "Find a job"
        }
    }

    /// A model's name has only characters that stand for themselves in a path.
    func path(_ model: String) -> String { "/models/\(model)/\(rawValue)" }
}
