package import Keyspace
package import Redis

/// The jobs of a model that were given up: an operator's view. Owned by whoever owns the connection.
package struct DeadJobs: Sendable {
    /// Entries, and bytes of jobs, that one script reads, so that none is long.
    static let pieceEntries = 100
    static let pieceBytes = 1 << 20
    /// Enough of a job to find its id in most cases.
    package static let headBytes = 4096
    /// More than a text of Redis can have.
    package static let wholeJob = 1 << 30

    /// How an entry became a job again, or why it did not; only `.retried` has changed anything.
    package enum Retry: Sendable, Equatable {
        case retried
        /// There is no such entry: it never was, or an earlier request whose answer was lost has taken it.
        case gone
        /// Only so many bytes of the job were kept; its length is nil when the entry does not say it.
        case cut(kept: Int, length: Int?)
        /// The entry holds no job.
        case bare
    }

    package let keys: ModelKeys

    package init(keys: ModelKeys) { self.keys = keys }

    package func count(_ connection: inout RedisConnection) throws(RedisError) -> Int {
        do { return try connection.call(RedisCommand("XLEN", keys.dead)).integer() } catch {
            throw error.locating(keys.dead)
        }
    }

    /// One entry, with the first `jobBytes` of its job; nil when it is not there.
    package func entry(
        _ id: DeadEntryID, jobBytes: Int, _ connection: inout RedisConnection
    ) throws(RedisError) -> DeadEntry? {
        try read("XRANGE", from: id.text, to: id.text, most: 1, jobBytes, &connection).first
    }

    /// Makes the entry's job a new job at the end of the queue and removes the entry, in one step; also when Redis is full.
    ///
    /// After an error the request may be repeated: it pushes at most once.
    package func retry(_ id: DeadEntryID, _ connection: inout RedisConnection) throws(RedisError) -> Retry {
        let reply: RedisReply
        do {
            var command = try connection.command(QueueScript.deadRetry, keys: [keys.dead, keys.jobs, keys.stats])
            command.append(id.text)
            reply = try connection.run(QueueScript.deadRetry, command)
        } catch {
            throw error.locating(keys.dead)
        }
        switch try reply.text(at: 0) {
        case "RETRIED": return .retried
        case "GONE": return .gone
        case "CUT":
            let length = try reply.integer(at: 2)
            return .cut(kept: try reply.integer(at: 1), length: length < 0 ? nil : length)
        case "BARE": return .bare
        case "WRONGTYPE":
            let key = try reply.integer(at: 1) == 2 ? keys.jobs : keys.stats
            throw RedisError(.server(code: "WRONGTYPE"), "nothing was changed").locating(key)
        case let other: throw RedisError(.unexpectedReply, "script dead-retry answered \(other ?? "null")")
        }
    }

    /// Removes entries; gives how many of them were there.
    package func discard(_ ids: [DeadEntryID], _ connection: inout RedisConnection) throws(RedisError) -> Int {
        guard !ids.isEmpty else { return 0 }
        var command = RedisCommand("XDEL", keys.dead)
        for id in ids { command.append(id.text) }
        do { return try connection.call(command).integer() } catch { throw error.locating(keys.dead) }
    }

    /// As many entries as one script gives, at most `most`.
    func read(
        _ command: String, from first: String, to last: String, most: Int, _ jobBytes: Int,
        _ connection: inout RedisConnection
    ) throws(RedisError) -> [DeadEntry] {
        do {
            var request = try connection.command(QueueScript.deadRead, keys: [keys.dead])
            for argument in [first, last, command] { request.append(argument) }
            for argument in [min(most, Self.pieceEntries), Self.pieceBytes, jobBytes] { request.append(argument) }
            return try Self.entries(connection.run(QueueScript.deadRead, request))
        } catch {
            throw error.locating(keys.dead)
        }
    }

    private static func entries(_ reply: borrowing RedisReply) throws(RedisError) -> [DeadEntry] {
        var entries: [DeadEntry] = []
        for start in stride(from: 0, to: try reply.count(), by: 6) {
            let text = try reply.text(at: start) ?? ""
            guard let id = DeadEntryID(text) else {
                throw RedisError(.unexpectedReply, "script dead-read answered the id \(text.prefix(80))")
            }
            let job = try reply.span(at: start + 5)
            entries.append(
                DeadEntry(
                    id: id, reason: try reply.text(at: start + 1) ?? "",
                    deliveries: try reply.text(at: start + 2) ?? "",
                    length: try reply.text(at: start + 3) ?? "", kept: try reply.integer(at: start + 4),
                    job: job.indices.map { job[$0] }))
        }
        return entries
    }
}
