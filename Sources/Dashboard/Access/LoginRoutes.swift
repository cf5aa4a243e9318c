import Access
import Drawing
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// The login by a token, and its end.
struct LoginRoutes: Sendable {
    static let path = "/login"
    private static let bodyLimit = 4 << 10

    private let keeper: Gatekeeper
    private let site: DashboardSite

    init(_ keeper: Gatekeeper, _ site: DashboardSite) {
        self.keeper = keeper
        self.site = site
    }

    func add(to router: Router<DashboardContext>) {
        router.get("login") { request, context in page(request, context, nil) }
        router.post("login") { request, context in try await logIn(request, context) }
        router.post("logout") { request, context in try await logOut(request, context) }
    }

    private func page(_ request: Request, _ context: DashboardContext, _ problem: String?) -> Response {
        let warning: Markup = problem.map { #"<p class="outage" role="alert">\#($0)</p>"# } ?? ""
        let page = Page(
            "Log in", isLive: false,
            [
                .init(
                    id: "login",
                    markup: """
                        \(warning)<form method="post" action="\(Self.path)" class="form">\
                        <label>Your token<input type="password" name="token" required autocomplete="current-password" \
                        maxlength="512"></label><button>Log in</button></form>\
                        <p class="small">The token is in the file that the dashboard was started with (--token-file).</p>
                        """)
            ])
        return site.answer(page, request, context, problem == nil ? .ok : .unauthorized)
    }

    private func logIn(_ request: Request, _ context: DashboardContext) async throws -> Response {
        let fields = FormFields(urlencoded: try await request.bytes(upTo: Self.bodyLimit))
        let facts = AccessRequest(request, context, identityHeader: nil)
        switch keeper.logIn(facts, token: fields["token"] ?? "", at: WallClock.seconds) {
        case .done(let cookie):
            var response = Answer.redirect(to: "/")
            response.headers[.setCookie] = cookie
            return response
        case .wrong: return page(request, context, "Nobody has this token.")
        case .refused(let reason): return AccessMiddleware.denied(reason, .forbidden, request)
        case .limited(let seconds): return AccessMiddleware.limited(seconds, request)
        }
    }

    private func logOut(_ request: Request, _ context: DashboardContext) async throws -> Response {
        let facts = AccessRequest(request, context, identityHeader: nil)
        let fields = FormFields(urlencoded: try await request.bytes(upTo: Self.bodyLimit))
        if let visitor = context.visitor,
            let reason = keeper.objection(toForm: facts, of: visitor, formToken: fields["form"])
        {
            return AccessMiddleware.denied(reason, .forbidden, request)
        }
        var response = Answer.redirect(to: Self.path)
        response.headers[.setCookie] = keeper.logOut(facts, at: WallClock.seconds)
        return response
    }
}

extension Request {
    /// The whole body; throws 413 beyond the limit.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        let buffer = try await body.collect(upTo: limit)
        return Array(buffer.readableBytesView)
    }
}
