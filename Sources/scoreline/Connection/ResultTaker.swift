import Redis

/// Takes results off a list; none is removed before it was written, so none is lost with its reader.
///
/// When the connection breaks, or the program is killed, between writing and removing, the results of one chunk are read
/// again later. Each is removed by its value: of two readers of one list none removes what the other has not written, but
/// both may write the same results.
struct ResultTaker {
    let key: String
    /// Most results written at once.
    let chunk: Int
    /// Returns when the lines are out of this program's hands; throws when they may not be.
    let write: ([UInt8]) throws -> Void

    /// Takes at most `limit` results; those that are there, or with `follows` those that come too, also after a failover.
    func take(_ limit: Int, follows: Bool, _ connection: inout RedisConnection) throws {
        var left = limit
        var reconnection = Reconnection(for: Self.patience)
        while left > 0 {
            do {
                let count = try takeChunk(min(chunk, left), &connection)
                reconnection = Reconnection(for: Self.patience)
                left -= count
                if count > 0 { continue }
            } catch let error as RedisError {
                guard follows else { throw error }
                try reconnection.recover(from: error, &connection)
                continue
            }
            guard follows else { return }
            Pause.wait(.milliseconds(50))
        }
    }

    /// How long Redis may be away from one who follows; longer than a failover takes.
    private static let patience = Duration.seconds(30)

    /// Gives the number of results taken: 0 when none is there.
    private func takeChunk(_ most: Int, _ connection: inout RedisConnection) throws -> Int {
        let results = try connection.call(RedisCommand("LRANGE", key, "0", String(most - 1)), on: key)
        let count = try results.count()
        guard count > 0 else { return 0 }
        try write(Self.lines(of: results))
        try remove(results, &connection)
        return count
    }

    private func remove(_ results: borrowing RedisReply, _ connection: inout RedisConnection) throws {
        let count = try results.count()
        for index in 0..<count {
            let result = try results.span(at: index)
            try connection.append(RedisCommand("LREM", key, "1").appending(result.indices.map { result[$0] }))
        }
        // Every reply, also after an error: the connection goes on.
        var failure: RedisError?
        for _ in 0..<count {
            let reply = try connection.receive()
            failure = failure ?? reply.error?.locating(key)
        }
        if let failure { throw failure }
    }

    static func lines(of results: borrowing RedisReply) throws -> [UInt8] {
        var lines: [UInt8] = []
        for index in 0..<(try results.count()) {
            let result = try results.span(at: index)
            for byte in result.indices { lines.append(result[byte]) }
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }
}
