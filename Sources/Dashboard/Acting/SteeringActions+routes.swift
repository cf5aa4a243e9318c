import Access
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSONBytes
import JobQueue
import Keyspace
import ModelPublishing
import ModelRegistry
import Redis
import Steering

extension SteeringActions {
    private static let formLimit = 256 << 10
    /// What a form needs beside the file.
    private static let uploadRoom = 64 << 10

    func addRoutes(to router: Router<DashboardContext>, _ site: DashboardSite) {
        router.post("models/:model/actions/:act") { request, context in
            await site.guarding(request, context) { try await submit(request, context, site) }
        }
        router.post("api/models/:model/actions/:act") { request, context in
            await site.guardingJSON { try await submitJSON(request, context) }
        }
    }

    /// A form of a page: does it and leads back to the page that shows the effect; asks once more where that is due.
    private func submit(
        _ request: Request, _ context: DashboardContext, _ site: DashboardSite
    ) async throws -> Response {
        let order = try await order(request, context)
        if let reason = order.objection { return AccessMiddleware.denied(reason, .forbidden, request) }
        if order.act.destroys, order.fields["confirm"] != order.keys.name {
            return site.answer(ConfirmPage.page(order), request, context, .ok)
        }
        let done = try await perform(order)
        let id = (try? done.record.get()) ?? "unrecorded"
        return Answer.redirect(to: order.act.tab.path(order.keys.name) + "?done=" + QueryText.escaped(id))
    }

    private func submitJSON(_ request: Request, _ context: DashboardContext) async throws -> Response {
        let order = try await order(request, context)
        if let reason = order.objection { return AccessMiddleware.denied(reason, .forbidden, request) }
        guard !order.act.destroys || order.fields["confirm"] == order.keys.name else {
            return Answer.json(
                .object([.init("error", .string("confirm must be the model's name, \(order.keys.name)"))]),
                status: .conflict)
        }
        let done = try await perform(order)
        var members: [JSONValue.Member] = [
            .init("action", .string(order.act.rawValue)), .init("model", .string(order.keys.name)),
            .init("detail", .string(done.detail)),
            .init("audit_id", (try? done.record.get()).map { .string($0) } ?? .null),
        ]
        guard !done.missing.isEmpty else { return Answer.json(.object(members)) }
        // What was asked for was not all done, as the command says by its exit status.
        members.append(.init("missing", .array(done.missing.map { .string($0.text) })))
        members.append(.init("error", .string(done.detail)))
        return Answer.json(.object(members), status: .conflict)
    }

    /// An act that somebody asked for, checked but for the confirmation.
    struct Order {
        let act: Act
        let keys: ModelKeys
        let fields: FormFields
        let form: ActForm
        let visitor: Visitor
        /// Why it is not done.
        let objection: String?
        /// Nil without an upload.
        let permit: UploadPermit.Holding?
    }

    private func order(_ request: Request, _ context: DashboardContext) async throws -> Order {
        guard let act = context.parameters.get("act").flatMap({ Act(rawValue: $0) }) else {
            throw ReadError.notFound("There is no such action.")
        }
        let name = context.parameters.get("model") ?? ""
        guard let keys = try? keyspace.model(name) else { throw ReadError.noSuchModel(name) }
        guard let visitor = context.visitor else { throw ReadError.malformed("Nobody asks.") }
        let facts = AccessRequest(request, context, identityHeader: keeper.identityHeader)
        let permit = act == .publish ? uploads.take() : nil
        if act == .publish, permit == nil { throw ReadError.overloaded }
        let (fields, file) = try await content(request, act)
        let objection = keeper.objection(to: facts, by: visitor, formToken: fields["form"])
        return Order(
            act: act, keys: keys, fields: fields, form: try ActForm(act, fields, file), visitor: visitor,
            objection: objection, permit: permit)
    }

    private func content(_ request: Request, _ act: Act) async throws -> (FormFields, MultipartForm.File?) {
        guard act == .publish else {
            return (FormFields(urlencoded: try await request.bytes(upTo: Self.formLimit)), nil)
        }
        let bytes = try await request.bytes(upTo: maximumUpload + Self.uploadRoom)
        guard let form = MultipartForm(bytes, contentType: request.headers[.contentType] ?? "") else {
            throw ReadError.malformed("This is no form with a model file.")
        }
        return (form.fields, form.file)
    }

    /// What was done. `missing`: dead letters that were named and are not there.
    private typealias Done = (detail: String, record: Result<String, RedisError>, missing: [DeadEntryID])

    private func perform(_ order: Order) async throws -> Done {
        let place = "dashboard, \(order.visitor.address)"
        let steering = Steering(order.keys, by: Initiator(name: order.visitor.name ?? "?", place: place))
        let (form, source) = (order.form, source)
        defer { withExtendedLifetime(order.permit) {} }
        return try await thread.run(at: order.keys.jobs) { connection in
            try Self.perform(form, steering, source, &connection)
        }
    }

    private static func perform(
        _ form: ActForm, _ steering: Steering, _ source: Source?, _ connection: inout RedisConnection
    ) throws -> Done {
        var tally = DeadTally()
        let (detail, record) = try told(form, steering, source, &tally, &connection)
        return (detail, record, tally.missing)
    }

    private static func told(
        _ form: ActForm, _ steering: Steering, _ source: Source?, _ tally: inout DeadTally,
        _ connection: inout RedisConnection
    ) throws -> (detail: String, record: Result<String, RedisError>) {
        switch form {
        case .pause: return try steering.pause(&connection).told
        case .resume: return try steering.resume(&connection).told
        case .retryDead(let choice): return try steering.retry(choice, &tally, &connection).told
        case .discardDead(let choice): return try steering.discard(choice, &tally, &connection).told
        case .drain(let worker): return try steering.drain(worker: worker, &connection).told
        case .publish(let file, let generation):
            let publisher = Publisher(condition: generation.map { .ifGeneration($0) } ?? .none)
            return try steering.publish(file.bytes, named: file.name, with: publisher, &connection).told
        case .promote(let version):
            guard let source else { throw ReadError.malformed("There is no Redis to promote from: see --from.") }
            return try steering.promote(version, with: Publisher(condition: .none), &connection) {
                try ModelSource(source.redis, source.keyspace.model(steering.keys.name), version: version)
            }.told
        case .rollback(let version, let generation):
            return try steering.rollBack(to: version, ifGeneration: generation, &connection).told
        }
    }
}

extension Steering.Deed {
    fileprivate var told: (detail: String, record: Result<String, RedisError>) { (detail, record) }
}

extension Act {
    /// Where one sees what it did.
    var tab: Tab {
        switch self {
        case .pause, .resume: .queue
        case .retryDead, .discardDead: .dead
        case .drain: .workers
        case .publish, .promote, .rollback: .versions
        }
    }
}
