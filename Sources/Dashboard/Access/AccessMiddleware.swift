import Access
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSONBytes

/// Lets in whom the gatekeeper admits, and nobody else; before every page, every answer and every action.
struct AccessMiddleware: RouterMiddleware {
    private let keeper: Gatekeeper

    init(_ keeper: Gatekeeper) { self.keeper = keeper }

    func handle(
        _ request: Request, context: DashboardContext,
        next: @concurrent (Request, DashboardContext) async throws -> Response
    ) async throws -> Response {
        // What everybody may have: it shows nothing.
        if request.uri.path.hasPrefix("/assets/") || request.uri.path == LoginRoutes.path {
            return try await next(request, context)
        }
        let facts = AccessRequest(request, context, identityHeader: keeper.identityHeader)
        switch keeper.judge(facts, at: WallClock.seconds) {
        case .admitted(let visitor):
            var context = context
            context.visitor = visitor
            context.mayStay = { [keeper] in keeper.judge(facts, at: WallClock.seconds) != .unknown }
            return try await next(request, context)
        case .unknown:
            guard facts.isSafe, facts.authorization == nil, !request.uri.path.hasPrefix("/api/") else {
                return Self.denied(
                    "who are you? Log in at \(LoginRoutes.path), or send Authorization: Bearer TOKEN", .unauthorized,
                    request)
            }
            return Answer.redirect(to: LoginRoutes.path)
        case .refused(let reason): return Self.denied(reason, .forbidden, request)
        case .limited(let seconds): return Self.limited(seconds, request)
        }
    }

    static func denied(_ reason: String, _ status: HTTPResponse.Status, _ request: Request) -> Response {
        var response = refusal(reason, status, request)
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }

    static func limited(_ seconds: Int, _ request: Request) -> Response {
        var response = refusal("too many wrong tokens; try again later", .tooManyRequests, request)
        response.headers[.retryAfter] = String(seconds)
        return response
    }

    /// JSON below `/api/`, as every error there.
    private static func refusal(_ reason: String, _ status: HTTPResponse.Status, _ request: Request) -> Response {
        request.uri.path.hasPrefix("/api/")
            ? Answer.json(.object([.init("error", .string("refused: \(reason)"))]), status: status)
            : Answer.text("refused: \(reason)\n", status: status)
    }
}
