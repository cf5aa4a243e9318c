package import Access
package import Hummingbird
import NIOCore

/// What is known about one request beside the request.
package struct DashboardContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks; set by what lets people in, before a page is drawn.
    package var visitor: Visitor?
    /// Whether the visitor would still be let in, for answers that take long; set with it.
    var mayStay: @Sendable () -> Bool = { true }
    /// Of the other end of the connection.
    let address: String

    package init(source: Source) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
