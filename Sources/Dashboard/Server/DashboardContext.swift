package import Hummingbird

/// What is known about one request beside the request.
package struct DashboardContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks; set by whatever checks it, before a page is drawn.
    package var visitor: String?
    /// Whether the visitor may do more than look.
    package var mayAct = true

    package init(source: Source) { coreContext = .init(source: source) }
}
