import Access
import HTTPTypes
import Hummingbird
import HummingbirdCore

extension AccessRequest {
    /// `identityHeader` is the one by which a proxy says who asks.
    init(_ request: Request, _ context: DashboardContext, identityHeader: String?) {
        func value(_ name: String) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }
        self.init(
            isSafe: request.method == .get || request.method == .head, host: request.head.authority,
            origin: request.headers[.origin], fetchSite: value("Sec-Fetch-Site"),
            authorization: request.headers[.authorization], cookies: request.headers[values: .cookie],
            identities: identityHeader.flatMap { HTTPField.Name($0) }.map { request.headers[values: $0] } ?? [],
            address: context.address, forwardedFor: value("X-Forwarded-For"))
    }
}
