import Access
import Drawing
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSONBytes
import Keyspace
import Monitoring

/// Answers requests: pages, their live streams, JSON, and what went wrong.
struct DashboardSite: Sendable {
    let observatory: Observatory
    let actions: (any Actions)?

    typealias Draw = @Sendable (Visit, Parameters) async throws -> Page
    typealias Read = @Sendable (Visit, Parameters) async throws -> JSONValue

    /// A page; as a stream for who asks for events.
    func page(_ request: Request, _ context: DashboardContext, _ draw: @escaping Draw) async -> Response {
        let parameters = context.parameters
        var visit = visit(request, context)
        if request.headers[.accept]?.contains("text/event-stream") == true {
            return LiveStream(
                draw: { [visit] in try await draw(visit, parameters) }, mayStay: context.mayStay
            ).response()
                ?? Answer.text("too many pages are open: this one is not live\n", status: .serviceUnavailable)
        }
        if let model = parameters.get("model") {
            visit.notice = await observatory.notice(visit.query["done"], of: model)
        }
        do { return answer(try await draw(visit, parameters), visit, .ok) } catch {
            return await failure(error, visit, model: parameters.get("model"))
        }
    }

    func json(_ request: Request, _ context: DashboardContext, _ read: Read) async -> Response {
        do { return Answer.json(try await read(visit(request, context), context.parameters)) } catch {
            let text = ErrorText(error)
            return Answer.json(.object([.init("error", .string(text.sentence))]), status: text.status)
        }
    }

    /// For addresses that lead nowhere.
    func absent(_ request: Request, _ context: DashboardContext) async -> Response {
        if request.uri.path.hasPrefix("/api/") {
            return Answer.json(.object([.init("error", .string("there is nothing here"))]), status: .notFound)
        }
        return await failure(ReadError.notFound("There is no such page."), visit(request, context), model: nil)
    }

    /// A page that no address draws by itself, such as the question before an action.
    func answer(
        _ page: Page, _ request: Request, _ context: DashboardContext, _ status: HTTPResponse.Status
    ) -> Response {
        answer(page, visit(request, context), status)
    }

    /// The answer of `act`, or a page that says why there is none.
    func guarding(
        _ request: Request, _ context: DashboardContext, _ act: () async throws -> Response
    ) async -> Response {
        do { return try await act() } catch {
            return await failure(error, visit(request, context), model: context.parameters.get("model"))
        }
    }

    func guardingJSON(_ act: () async throws -> Response) async -> Response {
        do { return try await act() } catch {
            let text = ErrorText(error)
            return Answer.json(.object([.init("error", .string(text.sentence))]), status: text.status)
        }
    }

    private func visit(_ request: Request, _ context: DashboardContext) -> Visit {
        Visit(
            path: request.uri.path, query: QueryText.decoded(request.uri.query ?? ""),
            actions: context.visitor?.mayAct == true ? actions : nil, visitor: context.visitor)
    }

    private func answer(_ page: Page, _ visit: Visit, _ status: HTTPResponse.Status) -> Response {
        Answer.page(
            PageFrame(page: page, visit: visit, prefix: observatory.keyspace.prefix).html, status: status)
    }

    /// What went wrong, with ways to go on. Redis may be what fails: nothing but what is known already is read for it.
    private func failure(_ error: any Error, _ visit: Visit, model: String?) async -> Response {
        let text = ErrorText(error)
        let models = text.status == .notFound ? (try? await observatory.overview().models.map(\.model)) ?? [] : []
        return answer(ErrorPage.page(text, models: models), visit, text.status)
    }
}
