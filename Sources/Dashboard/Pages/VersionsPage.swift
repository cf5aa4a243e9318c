import Drawing
import ModelRegistry
import Monitoring

/// The versions of a model: which is live, which was before, who published them, who serves them.
enum VersionsPage {
    static func page(_ sight: ModelSight, _ published: PublishedVersions?, _ visit: Visit) -> Page {
        let model = sight.status.model
        guard let published else {
            return Page(
                model, model: model, tab: .versions,
                [
                    .init(
                        id: "verdict",
                        markup: """
                            <p class="lead bad" role="status">No version is published.</p>\
                            <pre tabindex="0">scoreline models publish \(model) FILE</pre>
                            """)
                ])
        }
        return Page(
            model, model: model, tab: .versions,
            [
                .init(id: "verdict", markup: verdict(published)),
                .init(id: "actions", markup: visit.controls(.versions(published.pointer, model: model))),
                .init(id: "versions", markup: table(published, sight.status, visit)),
                .init(id: "back", markup: wayBack(published)),
            ])
    }

    private static func verdict(_ published: PublishedVersions) -> Markup {
        let pointer = published.pointer
        let way: Markup = published.movement.map { " (\($0))" } ?? ""
        return """
            <p class="lead" role="status">Version \(pointer.version) is live.</p>\
            <p>Since \(Parts.time(pointer.publishedAt)), by \(pointer.publishedBy)\(way).</p>
            """
    }

    private static func table(_ published: PublishedVersions, _ status: ModelStatus, _ visit: Visit) -> Markup {
        let hasControls = visit.actions != nil
        let rows = published.versions.map { version -> [Markup] in
            let workers = status.workers.count { $0.version == version.number }
            let cells: [Markup] = [
                #"<a href="\#(Tab.versions.path(published.model))/\#(version.number)">version \#(version.number)</a>"#,
                state(version, published.pointer), Parts.time(version.publishedAt), Parts.dash(version.publishedBy),
                Parts.dash(version.how?.rawValue), "\(FigureText.grouped(workers))",
                "\(Words.bytes(version.byteCount))",
                "<code>\(version.sha256.prefix(12).description)…</code>",
            ]
            return cells
                + (hasControls
                    ? [visit.controls(.version(version, pointer: published.pointer, model: published.model))] : [])
        }
        return Table(
            "The versions that are stored, the newest first",
            columns: ["Version", "State", "Published", "By", "How", "Workers on it", "Size", "SHA-256"]
                + (hasControls ? ["Actions"] : []), rows: rows, numbers: [5, 6], hasRowHeads: true
        ).markup
    }

    static func state(_ version: ModelVersion, _ pointer: ModelPointer) -> Markup {
        if version.number == pointer.version { return #"<span class="pill good">live</span>"# }
        if version.number == pointer.previous { return #"<span class="pill">previous</span>"# }
        return #"<span class="soft">stored</span>"#
    }

    private static func wayBack(_ published: PublishedVersions) -> Markup {
        guard let previous = published.pointer.previous else {
            return Parts.section(
                "How to roll back", "<p>No version was live before this one: there is no way back yet.</p>")
        }
        return Parts.section(
            "How to roll back",
            """
            <p>Version \(previous) was live before. Workers take it up within seconds, and a worker that can't serve it goes \
            on with what it has.</p><pre tabindex="0">scoreline models rollback \(published.model)</pre>\
            <p class="hint">To another version: add <code>--to VERSION</code>.</p>
            """)
    }
}
