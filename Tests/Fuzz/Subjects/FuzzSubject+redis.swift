import JSONBytes
import JobQueue
import JobWire
import Keyspace
import ModelRegistry
import Redis

extension FuzzSubject {
    /// Replies of a hostile server to every kind of request: the first byte says which, the rest is what the server sends.
    static let redisReplies = FuzzSubject(
        "redis-replies", .lines, maximumLength: HostileServer.maximumLength, memoryBase: 96 << 20
    ) { bytes in
        let server = try HostileServer.shared.get()
        let kind = Request(rawValue: bytes.first ?? 0) ?? .get
        do {
            try server.serve(Array(bytes.dropFirst())) { connection in try kind.run(connection) }
        } catch let error as RedisError {
            try require(error.kind != .timedOut, "the client waits although the server has hung up: \(error)")
            return try .refused(by: error)
        } catch let error as RegistryError {
            return try .refused(by: error)
        }
        return .accepted
    }

    /// What a worker's record holds, in a reply that is right otherwise.
    static let workerRecords = FuzzSubject("worker-records", .json) { bytes in
        func text(_ bytes: [UInt8]) -> [UInt8] { Array("$\(bytes.count)\r\n".utf8) + bytes + [0x0D, 0x0A] }
        let id = Array("w1".utf8)
        let hash = text(Array(String(repeating: "a", count: 40).utf8))
        let replies = Array("*1\r\n".utf8) + text(id) + hash + Array("*1\r\n".utf8) + text(bytes)
        var records: [WorkerRecord] = []
        do {
            try HostileServer.shared.get().serve(replies) { connection in
                var connection = connection
                records = try ModelRegistry(keys: Request.keys()).workers(&connection)
            }
        } catch let error as RegistryError { return try .refused(by: error) }
        for record in records {
            try require(record.pid >= 0 && record.jobs >= 0 && record.inFlight >= 0, "a record counts below 0")
        }
        return .accepted
    }
}

/// What a client asks, named by one character.
private enum Request: UInt8 {
    case get = 0x67  // g
    case pairs = 0x70  // p
    case scan = 0x73  // s
    case pointer = 0x6D  // m
    case versions = 0x76  // v
    case workers = 0x77  // w
    case fetch = 0x66  // f
    case depth = 0x64  // d
    case claim = 0x63  // c
    case subscription = 0x65  // e
    case waiting = 0x71  // q
    case sweep = 0x6B  // k

    static func keys() throws -> ModelKeys { try Keyspace().model("toy") }

    func run(_ connection: consuming RedisConnection) throws {
        var connection = connection
        let registry = try ModelRegistry(keys: Self.keys())
        switch self {
        case .get:
            let reply = try connection.call(RedisCommand("GET", "a"))
            _ = try reply.text()
            let other = try connection.call(RedisCommand("INCR", "a"))
            _ = try other.integer()
        case .pairs: _ = try connection.call(RedisCommand("HGETALL", "a")).pairs()
        case .scan: _ = try connection.call(RedisCommand("SCAN", "0")).cursorAndTexts()
        case .pointer: _ = try registry.pointer(&connection)
        case .versions: _ = try registry.versions(&connection)
        case .workers: _ = try registry.workers(&connection)
        case .fetch: _ = try registry.fetch(1, sha256: nil, limit: 1 << 20, &connection)
        case .depth:
            let depth = try QueueDepth.read(Self.keys(), &connection)
            try require(depth.inFlight >= 0, "\(depth.inFlight) jobs are in flight")
            _ = depth.waiting
        case .waiting:
            let waiting = try QueueDepth.waiting(Self.keys(), &connection)
            try require(waiting >= 0, "\(waiting) jobs wait")
        case .sweep:
            var keeper = LeaseKeeper(connection: connection, keys: try Self.keys(), lease: .seconds(1))
            let now = ContinuousClock.now
            _ = try keeper.sweep { now }
            let recovered = try keeper.sweep { now + .seconds(60) }
            try require(recovered >= 0, "\(recovered) jobs were recovered")
        case .claim: try Self.work(connection)
        case .subscription:
            while try connection.receiveMessage(within: .seconds(30)) != nil {}
        }
    }

    /// Claims a batch and answers it, as a lane does.
    private static func work(_ connection: consuming RedisConnection) throws {
        var queue = LaneQueue(
            connection: connection, keys: try keys(),
            lane: LaneID(process: String(repeating: "0", count: 32), lane: 0), settings: ClaimSettings(),
            permit: SuspectPermit())
        switch try queue.claim() {
        case .batch(let claimed):
            let claim = claimed.claim
            var batch = JobBatch(maximumValues: 1 << 16)
            batch.begin(JobModel.plain.wire, attempt: claim.deliveries + 1, now: claim.now)
            for index in 0..<claimed.count {
                if let length = claimed.oversizedLength(at: index) {
                    batch.appendOversized(head: claimed.payload(at: index), length: length)
                } else {
                    batch.append(claimed.payload(at: index))
                }
            }
            let results = try JobModel.plain.encoded(&batch).results
            try require(
                results.count == claim.count, "a claim of \(claim.count) jobs has \(results.count) results")
            _ = try queue.commitAndClaim(results, of: claim)
        case .empty: try queue.release()
        case .paused: try queue.release()
        case .full: try queue.release()
        }
    }
}
