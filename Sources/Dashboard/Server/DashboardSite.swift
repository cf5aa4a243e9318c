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
        let (visit, parameters) = (visit(request, context), context.parameters)
        if request.headers[.accept]?.contains("text/event-stream") == true {
            return LiveStream(draw: { try await draw(visit, parameters) }).response()
                ?? Answer.text("too many pages are open: this one is not live\n", status: .serviceUnavailable)
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

    private func visit(_ request: Request, _ context: DashboardContext) -> Visit {
        Visit(
            path: request.uri.path, query: QueryText.decoded(request.uri.query ?? ""),
            actions: context.mayAct ? actions : nil, visitor: context.visitor)
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
