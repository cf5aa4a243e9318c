import Hummingbird
import JSONBytes
import JobQueue
import Keyspace
import Monitoring
import Steering

extension DashboardSite {
    /// The same as `scoreline … --json` prints, from the same functions.
    func addJSON(to router: Router<DashboardContext>) {
        func json(_ path: RouterPath, _ read: @escaping Read) {
            router.get(path) { await self.json($0, $1, read) }
        }
        json("api/status") { _, _ in try await observatory.overview().json }
        json("api/models") { _, _ in try await observatory.allVersions() }
        json("api/models/:model/status") { _, parameters in
            let sight = try await observatory.sight(parameters)
            return sight.status.json(sight.memory)
        }
        json("api/models/:model/concerns") { _, parameters in
            let sight = try await observatory.sight(parameters)
            return .object([
                .init("model", .string(sight.status.model)), .init("health", .string(sight.status.health.rawValue)),
                .init("concerns", .array(sight.concerns.map(\.json))),
            ])
        }
        json("api/models/:model/versions") { _, parameters in
            let model = try await observatory.sight(parameters).status.model
            guard let published = try await observatory.versions(of: model) else {
                throw ReadError.notFound("the model \(model) has no published version")
            }
            return published.json
        }
        json("api/models/:model/versions/:version") { _, parameters in
            let model = try await observatory.sight(parameters).status.model
            return try await observatory.card(parameters.get("version") ?? "", of: model).card.json
        }
        json("api/models/:model/drift") { _, parameters in
            let status = try await observatory.sight(parameters).status
            guard let pointer = status.pointer else {
                throw ReadError.notFound("the model \(status.model) has no published version")
            }
            if let failure = status.driftFailure { throw ReadError.notFound(failure) }
            return status.drift?.json(withBins: true) ?? DriftStatus.nothing(status.model, pointer)
        }
        json("api/models/:model/audit") { _, parameters in
            let model = try await observatory.sight(parameters).status.model
            return AuditEntry.json(try await observatory.audit(of: model), model: model)
        }
        json("api/models/:model/dead") { visit, parameters in
            let model = try await observatory.sight(parameters).status.model
            return try await observatory.dead(try DeadPage.Filter(visit.query), of: model).json
        }
        json("api/models/:model/dead/:entry") { _, parameters in
            let model = try await observatory.sight(parameters).status.model
            return try await observatory.deadEntry(
                parameters.get("entry") ?? "", of: model, bytes: DeadJobs.wholeJob
            ).json
        }
    }
}
