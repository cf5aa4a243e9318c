import Glibc
package import JSONBytes
package import Keyspace
package import ModelRegistry
package import Redis
package import Settings

/// Waits until the workers serve a version.
package struct FollowWait: Sendable {
    private let registry: ModelRegistry
    let model: String
    private let version: Int?
    private let minimum: Int
    private let limit: Duration
    /// Of what is still missing, each time that it changes.
    private let showsProgress: Bool

    /// How long the others may take to decide once one has refused, so that all who refuse are named: as long as one that
    /// missed the event may take to look at the pointer.
    private static let grace = Duration.seconds(5)

    package init(_ keys: ModelKeys, version: Int?, minimum: Int = 1, limit: Duration, showsProgress: Bool = false) {
        registry = ModelRegistry(keys: keys)
        model = keys.name
        self.version = version
        self.minimum = minimum
        self.limit = limit
        self.showsProgress = showsProgress
    }

    /// Ready or refused, or still waiting when the time is over. Progress is written to standard error.
    package func run(_ connection: inout RedisConnection) throws(RegistryError) -> FollowCheck {
        let start = ContinuousClock.now
        let deadline = start + limit
        defer { TerminalLine.clear() }
        var refusedUntil: ContinuousClock.Instant?
        var shown: FollowCheck?
        while true {
            let check = try registry.persist(for: deadline - .now, &connection) { connection throws(RegistryError) in
                FollowCheck(
                    try registry.pointer(&connection), try registry.workers(&connection), version: version,
                    minimum: minimum)
            }
            switch check {
            case .ready: return check
            case .waiting(let missing):
                if showsProgress { show(missing, isNew: check != shown, since: start) }
                shown = check
                if .now >= deadline { return check }
            case .refused(_, _, let undecided):
                let end = refusedUntil ?? min(deadline, .now + Self.grace)
                refusedUntil = end
                if undecided == 0 || .now >= end { return check }
            }
            _ = poll(nil, 0, 20)
        }
    }

    /// In a terminal one line that is written over, elsewhere a line for each change.
    private func show(_ missing: String, isNew: Bool, since start: ContinuousClock.Instant) {
        guard TerminalLine.isShown else {
            if isNew { StandardError.write("\(model) \(missing)\n") }
            return
        }
        let seconds = { (duration: Duration) in DurationText.text(seconds: (duration / .seconds(1)).rounded(.down)) }
        let line = "\(model) \(missing), \(seconds(.now - start)) of \(seconds(limit))"
        TerminalLine.show(TextWidth.cut(line, to: TerminalLine.columns))
    }

    /// Prints a good end, throws a bad one. JSON is printed at either.
    package func report(_ check: FollowCheck, isJSON: Bool) throws(ProgramFailure) {
        if isJSON { try StandardOutput.write(json(check).line) }
        if let failure = failure(check) { throw failure }
        if !isJSON { try StandardOutput.write(text(check)) }
    }

    /// A line for people about a good end.
    func text(_ check: FollowCheck) -> String {
        guard case .ready(let workers, let version) = check else { return "" }
        return "\(workers) \(workers == 1 ? "worker is" : "workers are") READY on version \(version) of \(model)\n"
    }

    /// Nil after a good end.
    func failure(_ check: FollowCheck) -> ProgramFailure? {
        switch check {
        case .ready: nil
        case .refused(let refusals, let version, _):
            ProgramFailure(.workFailed, "version \(version) of \(model) is REFUSED by \(refusals.text)")
        case .waiting(let missing):
            ProgramFailure(.workFailed, "\(model) \(missing) after \(limit); see scoreline status \(model)")
        }
    }

    package func json(_ check: FollowCheck) -> JSONValue {
        switch check {
        case .ready(let workers, let version):
            .object([
                .init("ready", .boolean(true)), .init("version", .integer(version)),
                .init("workers", .integer(workers)),
            ])
        case .refused(let refusals, let version, _):
            .object([
                .init("ready", .boolean(false)), .init("version", .integer(version)),
                .init("refused_by", refusals.first.map { .string($0.worker) } ?? .null),
                .init("reason", refusals.first.map { .string($0.reason) } ?? .null),
                .init(
                    "refusals",
                    .array(
                        refusals.map {
                            .object([.init("worker", .string($0.worker)), .init("reason", .string($0.reason))])
                        })),
            ])
        case .waiting(let missing):
            .object([
                .init("ready", .boolean(false)), .init("version", version.map { .integer($0) } ?? .null),
                .init("refused_by", .null), .init("reason", .string("\(model) \(missing)")),
            ])
        }
    }
}
