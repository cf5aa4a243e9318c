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

    /// Takes at most `limit` results; those that are there, or with `follows` those that come too.
    func take(_ limit: Int, follows: Bool, _ connection: inout RedisConnection) throws {
        var left = limit
        while left > 0 {
            let results = try connection.call(
                RedisCommand("LRANGE", key, "0", String(min(chunk, left) - 1)), on: key)
            let count = try results.count()
            guard count > 0 else {
                guard follows else { return }
                Pause.wait(.milliseconds(50))
                continue
            }
            try write(Self.lines(of: results))
            try remove(results, &connection)
            left -= count
        }
    }

    private func remove(_ results: borrowing RedisReply, _ connection: inout RedisConnection) throws {
        let count = try results.count()
        for index in 0..<count {
            let result = try results.span(at: index)
            try connection.append(RedisCommand("LREM", key, "1").appending(result.indices.map { result[$0] }))
        }
        for _ in 0..<count {
            let reply = try connection.receive()
            if let error = reply.error { throw error.locating(key) }
        }
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
