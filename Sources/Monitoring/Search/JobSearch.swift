import JSONBytes
import JobQueue
import JobWire
package import Keyspace
package import Redis

/// Looks for the job of one id wherever a job can be. Bounded: a queue of millions is not read to its end.
package struct JobSearch: Sendable {
    /// Elements of all lists together.
    package static let bound = 50_000
    private static let replyLists = 200

    package let id: String
    package private(set) var traces: [JobTrace] = []
    package private(set) var extents: [JobSearchExtent] = []
    /// Reply lists that were not looked at, or more than can be told.
    package private(set) var hasMoreReplies = false
    private let texts: [[UInt8]]
    private let end: ContinuousClock.Instant
    private var left = JobSearch.bound

    /// Blocks for little more than `limit`.
    package static func run(
        _ id: String, _ keys: ModelKeys, limit: Duration = .seconds(3), _ connection: inout RedisConnection
    ) throws(RedisError) -> JobSearch {
        var search = JobSearch(id, until: .now + limit)
        // From where a job goes to where it came from, so that one that moves meanwhile is rather seen twice than never.
        try search.lookAtLists(keys, &connection)
        try search.lookAtClaims(keys, &connection)
        try search.lookAtDead(keys, &connection)
        try search.lookAtResults(keys, &connection)
        return search
    }

    private init(_ id: String, until end: ContinuousClock.Instant) {
        self.id = id
        self.end = end
        texts = IDText.forms(of: id)
    }

    package var isComplete: Bool { !hasMoreReplies && extents.allSatisfy(\.isComplete) }

    private mutating func look(
        at key: String, named place: String, _ connection: inout RedisConnection
    ) throws(RedisError) -> [ListLook.Element] {
        var look = ListLook()
        try look.search(key, for: texts, bound: left, until: end, &connection)
        left = max(1, left - look.looked)
        if look.length > 0 {
            extents.append(JobSearchExtent(place: place, looked: look.looked, length: look.length))
        }
        return look.elements
    }

    private mutating func lookAtLists(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) {
        for (key, place) in [(keys.handoff, "handoff"), (keys.jobs, "jobs")] {
            for element in try look(at: key, named: place, &connection)
            where EnvelopeScan.id(of: element.head.span) == id {
                traces.append(.pending(place: element.index))
            }
        }
        for element in try look(at: keys.suspects, named: "suspects", &connection) {
            let mark = element.head.prefix(4).prefix { $0 != UInt8(ascii: ":") }
            let job = Array(element.head.dropFirst(mark.count + 1))
            guard EnvelopeScan.id(of: job.span) == id else { continue }
            traces.append(.suspect(place: element.index, deliveries: Int(String(decoding: mark, as: UTF8.self)) ?? 1))
        }
    }

    private mutating func lookAtClaims(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) {
        let open = try OpenClaims.read(keys, &connection)
        for claim in open.claims {
            guard .now < end, left > 1 else {
                extents.append(JobSearchExtent(place: "claims", looked: 0, length: open.claims.count))
                return
            }
            let elements = try look(at: keys.claim(claim.id), named: "a claim", &connection)
            if elements.contains(where: { EnvelopeScan.id(of: $0.head.span) == id }) { traces.append(.claimed(claim)) }
        }
    }

    private mutating func lookAtDead(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) {
        let list = try DeadList.read(DeadJobs(keys: keys), most: 100, bound: 2000, &connection) { $0.jobID == id }
        traces += list.entries.map { .dead($0.id, reason: $0.reason) }
        if list.total > 0 {
            extents.append(
                JobSearchExtent(place: "dead letters", looked: min(list.looked, list.total), length: list.total))
        }
    }

    private mutating func lookAtResults(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) {
        for element in try look(at: keys.results, named: "results", &connection) {
            if let result = JobResult(element.head.span, id: id) { traces.append(.answered(result, reply: nil)) }
        }
        var cursor = "0"
        var replies: [String] = []
        repeat {
            let page = try connection.call(
                RedisCommand("SCAN", cursor, "MATCH", keys.reply("*"), "COUNT", "1000", "TYPE", "list")
            ).cursorAndTexts()
            cursor = page.cursor
            replies += page.texts
        } while cursor != "0" && replies.count < Self.replyLists && .now < end
        hasMoreReplies = cursor != "0" || replies.count > Self.replyLists
        for key in replies.prefix(Self.replyLists) {
            guard .now < end, left > 1 else {
                hasMoreReplies = true
                return
            }
            let name = String(key.dropFirst(keys.reply("").count))
            for element in try look(at: key, named: "the reply list \(name)", &connection) {
                if let result = JobResult(element.head.span, id: id) { traces.append(.answered(result, reply: name)) }
            }
        }
    }
}
