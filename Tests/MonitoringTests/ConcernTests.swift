import JobQueue
import ModelRegistry
import Testing

@testable import Monitoring

@Suite struct ConcernTests {
    private static let pointer = ModelPointer(
        version: 7, previous: 6, lastVersion: 7, generation: 9, sha256: String(repeating: "a", count: 64),
        publishedAt: 1_748_253_600_000, publishedBy: "ada")

    private static func worker(
        _ state: ModelState = .ready, version: Int? = 7, refused: Int? = nil, reason: String? = nil,
        waiting: String? = nil, oldest: Double = 0
    ) -> WorkerRecord {
        WorkerRecord(
            id: "w", host: "h", pid: 1, startedAt: 0, state: state, version: version, refusedVersion: refused,
            reason: reason, waiting: waiting, lanes: 1, oldestSeconds: oldest)
    }

    private static func status(
        _ workers: [WorkerRecord] = [worker()], published: Bool = true, _ change: (inout QueueDepth) -> Void = { _ in }
    ) -> ModelStatus {
        var depth = QueueDepth()
        change(&depth)
        return ModelStatus.sample(depth: depth, pointer: published ? pointer : nil, workers: workers)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let status: ModelStatus
        let kinds: [Concern.Kind]
        let severity: Concern.Severity
        let command: String
        /// A text of the first sentence.
        let says: String
        let health: ModelHealth
    }

    static let cases: [Case] = [
        Case(
            testDescription: "paused", status: status { ($0.isPaused, $0.jobs) = (true, 5) }, kinds: [.paused],
            severity: .problem, command: "scoreline resume m", says: "5 jobs wait", health: .stuck),
        Case(
            testDescription: "paused without jobs", status: status { $0.isPaused = true }, kinds: [.paused],
            severity: .warning, command: "scoreline resume m", says: "claim nothing.", health: .idle),
        Case(
            testDescription: "no worker", status: status([]) { $0.jobs = 1 }, kinds: [.noWorker], severity: .problem,
            command: "scoreline-worker --model m", says: "1 job waits", health: .stuck),
        Case(
            testDescription: "no version",
            status: status([worker(.loading, version: nil)], published: false) { $0.jobs = 2 },
            kinds: [.noVersion], severity: .problem, command: "scoreline models publish m FILE", says: "2 jobs wait",
            health: .stuck),
        Case(
            testDescription: "all loading", status: status([worker(.loading, version: nil)]) { $0.jobs = 2 },
            kinds: [.nothingServed], severity: .problem, command: "scoreline models wait m",
            says: "All workers are LOADING",
            health: .stuck),
        Case(
            testDescription: "all refused",
            status: status([worker(.refused, version: nil, refused: 7, reason: "golden rows differ")]),
            kinds: [.nothingServed], severity: .problem, command: "scoreline models rollback m",
            says: "refused version 7 (golden rows differ)", health: .stuck),
        Case(
            testDescription: "one refused",
            status: status([worker(), worker(.refused, version: 6, refused: 7, reason: "too large")]),
            kinds: [.refused],
            severity: .warning, command: "scoreline models rollback m",
            says: "1 of 2 workers refused version 7 (too large); version 6 answers",
            health: .idle),
        Case(
            testDescription: "results are full",
            status: status([worker(waiting: "claims nothing")]) { ($0.jobs, $0.results) = (3, 100) },
            kinds: [.resultsFull], severity: .problem, command: "scoreline results m", says: "100 results are unread",
            health: .stuck),
        Case(
            testDescription: "a long wait", status: status([worker(oldest: 61)]) { $0.jobs = 4 }, kinds: [.waiting],
            severity: .warning, command: "scoreline status m --watch", says: "about 61 s", health: .behind),
        Case(
            testDescription: "suspects before dead letters", status: status { ($0.suspects, $0.dead) = (2, 1) },
            kinds: [.suspects, .dead], severity: .warning, command: "scoreline status m --watch",
            says: "2 jobs wait to be tried",
            health: .keepsUp),
        Case(
            testDescription: "a reload", status: status([worker(), worker(version: 6)]), kinds: [.reloading],
            severity: .note, command: "scoreline models wait m", says: "1 of 2 workers still answer", health: .idle),
        Case(
            testDescription: "a problem comes first",
            status: status([]) { ($0.jobs, $0.dead, $0.isPaused) = (1, 1, false) },
            kinds: [.noWorker, .dead], severity: .problem, command: "scoreline-worker --model m", says: "1 job waits",
            health: .stuck),
    ]

    @Test("Each thing that stops or slows a queue is one sentence, with the way out", arguments: cases)
    func concern(_ item: Case) throws {
        let concerns = item.status.concerns()
        #expect(concerns.map(\.kind) == item.kinds)
        let first = try #require(concerns.first)
        #expect(first.severity == item.severity && first.command == item.command)
        #expect(first.sentence.contains(item.says), "\(first.sentence)")
        #expect(item.status.health == item.health)
    }

    @Test("Where all is well there is nothing to say")
    func fine() { #expect(Self.status { $0.inFlight = 3 }.concerns().isEmpty) }

    @Test(
        "Memory is told from four fifths on",
        arguments: [(79, nil), (80, Concern.Severity.warning), (94, .warning), (95, .problem)]
            as [(Int, Concern.Severity?)])
    func memory(used: Int, severity: Concern.Severity?) {
        #expect(RedisMemory(usedBytes: used, limitBytes: 100).concern?.severity == severity)
        #expect(RedisMemory(usedBytes: used, limitBytes: nil).concern == nil)
    }
}

extension ModelStatus {
    fileprivate static func sample(depth: QueueDepth, pointer: ModelPointer?, workers: [WorkerRecord]) -> ModelStatus {
        ModelStatus(model: "m", depth: depth, pointer: pointer, workers: workers)
    }
}
