import Hummingbird
import JobQueue
import Keyspace
import Monitoring

extension DashboardSite {
    func addPages(to router: Router<DashboardContext>) {
        func page(_ path: RouterPath, _ draw: @escaping Draw) {
            router.get(path) { await self.page($0, $1, draw) }
        }
        page("") { visit, _ in OverviewPage.page(try await observatory.overview(), visit) }
        router.get("models/:model") { _, context in
            let name = context.parameters.get("model") ?? ""
            return Answer.redirect(to: (try? observatory.keys(of: name)).map { Tab.queue.path($0.name) } ?? "/")
        }
        page("models/:model/queue") { visit, parameters in
            let sight = try await observatory.sight(parameters)
            let course = try await observatory.course(QueueCharts.range(visit), of: sight.status.model)
            return QueuePage.page(sight, course, visit)
        }
        page("models/:model/workers") { visit, parameters in
            WorkersPage.page(try await observatory.sight(parameters), visit)
        }
        page("models/:model/in-flight") { visit, parameters in
            let sight = try await observatory.sight(parameters)
            return InFlightPage.page(sight, try await observatory.inFlight(of: sight.status.model), visit)
        }
        page("models/:model/dead") { visit, parameters in
            let (sight, filter) = (try await observatory.sight(parameters), try DeadPage.Filter(visit.query))
            return DeadPage.page(sight, try await observatory.dead(filter, of: sight.status.model), filter, visit)
        }
        page("models/:model/dead/:entry") { visit, parameters in
            let model = try await observatory.sight(parameters).status.model
            let entry = try await observatory.deadEntry(
                parameters.get("entry") ?? "", of: model, bytes: DeadEntryPage.shown + 1)
            return DeadEntryPage.page(entry, model: model, visit)
        }
        page("models/:model/versions") { visit, parameters in
            let sight = try await observatory.sight(parameters)
            return VersionsPage.page(sight, try await observatory.versions(of: sight.status.model), visit)
        }
        page("models/:model/versions/:version") { visit, parameters in
            let model = try await observatory.sight(parameters).status.model
            let (card, pointer) = try await observatory.card(parameters.get("version") ?? "", of: model)
            return VersionPage.page(card, pointer, visit)
        }
        page("models/:model/drift") { visit, parameters in
            DriftPage.page(try await observatory.sight(parameters), visit)
        }
        page("models/:model/audit") { _, parameters in
            let model = try await observatory.sight(parameters).status.model
            return AuditPage.page(try await observatory.audit(of: model), model: model)
        }
        page("models/:model/jobs") { visit, parameters in
            let sight = try await observatory.sight(parameters)
            guard let id = JobsPage.id(visit.query) else { return JobsPage.page(sight, nil, visit) }
            return JobsPage.page(sight, try await observatory.search(id, in: sight.status.model), visit)
        }
    }
}
