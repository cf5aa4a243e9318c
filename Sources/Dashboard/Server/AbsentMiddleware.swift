import Hummingbird

/// Answers what no route takes, as JSON below `/api/` and as a page elsewhere. A wildcard route would not do: the router
/// does not come back from a branch whose later parts do not match.
struct AbsentMiddleware: RouterMiddleware {
    let site: DashboardSite

    func handle(
        _ request: Request, context: DashboardContext,
        next: @concurrent (Request, DashboardContext) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch let error as HTTPError where error.status == .notFound {
            return await site.absent(request, context)
        }
    }
}
