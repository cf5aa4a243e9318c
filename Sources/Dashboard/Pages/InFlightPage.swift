import Drawing
import JobQueue
import ModelRegistry
import Monitoring

/// What is being scored: the claims, their leases and workers, and the jobs that wait to be tried alone.
enum InFlightPage {
    struct Reading: Sendable {
        let claims: OpenClaims
        let suspects: ListLook
    }

    /// Suspects that are shown.
    static let suspects = 50

    static func page(_ sight: ModelSight, _ reading: Reading, _ visit: Visit) -> Page {
        let model = sight.status.model
        return Page(
            model, model: model, tab: .inFlight,
            [
                .init(id: "verdict", markup: verdict(reading)),
                .init(id: "claims", markup: claims(reading.claims, sight.status.workers)),
                .init(id: "suspects", markup: suspects(reading.suspects)),
            ])
    }

    private static func verdict(_ reading: Reading) -> Markup {
        let jobs = reading.claims.claims.reduce(0) { $0 + min($1.jobs, 1 << 32) }
        let late = reading.claims.claims.count { isLate($0, reading.claims.now) }
        let sentence =
            reading.claims.claims.isEmpty
            ? "Nothing is being scored."
            : "\(Words.counted(jobs, "job", "is", "are")) in \(Words.counted(reading.claims.claims.count, "claim"))."
        let warning: Markup =
            late == 0
            ? ""
            : """
            <p>\(Words.counted(late, "claim", "has", "have")) no lease, or one that ended: their worker is gone or hangs. Another \
            worker takes the jobs over within two sweeps, about twice the lease.</p>
            """
        return #"<p class="lead\#(late > 0 ? " bad" : "")" role="status">\#(sentence)</p>\#(warning)"#
    }

    private static func isLate(_ claim: OpenClaim, _ now: Int) -> Bool { claim.deadline.map { $0 < now } ?? true }

    private static func claims(_ open: OpenClaims, _ workers: [WorkerRecord]) -> Markup {
        guard !open.claims.isEmpty else { return "" }
        let shown = open.claims.prefix(200)
        let rows = shown.map { claim -> [Markup] in
            let lane = claim.lane
            let worker = workers.first { $0.id == lane?.worker }
            let name: Markup =
                worker.map { "\($0.host)<span class=\"interval\">process \($0.pid), lane \(lane?.number ?? 0)</span>" }
                ?? "<span class=\"soft\">no such worker now</span><span class=\"interval\">\(claim.id)</span>"
            let lease: Markup =
                claim.deadline.map { deadline in
                    deadline < open.now
                        ? #"<span class="bad">ended \#(Words.duration(Double(open.now - deadline) / 1000)) ago</span>"#
                        : "ends in \(Words.duration(Double(deadline - open.now) / 1000))"
                } ?? #"<span class="bad">none</span>"#
            return [
                name, "\(FigureText.grouped(claim.jobs))",
                Parts.dash(claim.claimedAt.map { Words.duration(Double(max(0, open.now - $0)) / 1000) }), lease,
                "\(claim.deliveries + 1)",
            ]
        }
        let rest = open.claims.count - shown.count
        let more: Markup =
            rest > 0 || !open.isComplete
            ? #"<p class="hint">More claims are not shown: \#(max(rest, 1)) or more.</p>"# : ""
        return Parts.section(
            "Claims",
            Table(
                "Batches that lanes hold, the oldest first",
                columns: ["Worker", "Jobs", "Age", "Lease", "Attempt"], rows: Array(rows), numbers: [1, 2, 4],
                hasRowHeads: true
            ).markup + more)
    }

    private static func suspects(_ look: ListLook) -> Markup {
        guard look.length > 0 else { return "" }
        let rows = look.elements.prefix(suspects).map { element -> [Markup] in
            let mark = element.head.prefix(4).prefix { $0 != UInt8(ascii: ":") }
            let job = Array(element.head.dropFirst(mark.count + 1))
            return [
                "\(JobText.id(in: job) ?? "unknown")", "\((Int(String(decoding: mark, as: UTF8.self)) ?? 1) + 1)",
                "\(Words.bytes(element.length))",
            ]
        }
        return Parts.section(
            "Suspects",
            "<p>The workers that had these jobs died. They run again one at a time; after three deaths a job is given up.</p>"
                + Table(
                    "\(Words.counted(look.length, "suspect")), the next ones first",
                    columns: ["Job", "Attempt", "Size"],
                    rows: Array(rows), numbers: [1, 2], hasRowHeads: true
                ).markup)
    }
}
