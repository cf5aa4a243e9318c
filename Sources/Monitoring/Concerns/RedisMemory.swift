package import Redis

/// How full a Redis is.
package struct RedisMemory: Sendable, Equatable {
    package let usedBytes: Int
    /// `maxmemory`; nil where none is set.
    package let limitBytes: Int?

    package init(usedBytes: Int, limitBytes: Int?) {
        self.usedBytes = usedBytes
        self.limitBytes = limitBytes
    }

    /// Nil for a user that may not ask.
    package static func read(_ connection: inout RedisConnection) throws(RedisError) -> RedisMemory? {
        let text: String
        do throws(RedisError) {
            text = try connection.call(RedisCommand("INFO", "memory")).text() ?? ""
        } catch {
            guard error.isConnectionUsable, !error.isTemporary else { throw error }
            return nil
        }
        func number(_ name: String) -> Int? {
            text.split(whereSeparator: \.isNewline).first { $0.hasPrefix(name + ":") }
                .flatMap { Int($0.dropFirst(name.count + 1)) }
        }
        guard let used = number("used_memory") else { return nil }
        let limit = number("maxmemory") ?? 0
        return RedisMemory(usedBytes: used, limitBytes: limit > 0 ? limit : nil)
    }

    /// From 0 to 1; nil without a limit.
    package var share: Double? { limitBytes.map { Double(usedBytes) / Double($0) } }

    package var concern: Concern? {
        guard let share, share >= 0.8 else { return nil }
        let isFull = share >= 0.95
        return Concern(
            .memory, isFull ? .problem : .warning,
            "Redis has used \(Int((share * 100).rounded(.down))) % of its memory limit"
                + (isFull ? ": it refuses new jobs, or is about to." : "."),
            remedy: "Read results, discard what nobody needs, or raise maxmemory.", command: "scoreline doctor")
    }
}
