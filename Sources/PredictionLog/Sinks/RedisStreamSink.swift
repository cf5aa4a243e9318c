import Redis

/// A capped stream of one model, over a connection of its own.
///
/// Nothing is tried twice: what a command that got no answer did is not known, and a record must not come twice.
final class RedisStreamSink: PredictionSink {
    private let configuration: RedisConfiguration
    private let start: RedisCommand
    private let key: String
    private var connection: RedisConnection?

    init(_ configuration: RedisConfiguration, key: String, length: Int) {
        var configuration = configuration
        // Shorter than the worker's own: these rows may be lost, and a stop waits for them.
        configuration.connectTimeout = .seconds(1)
        configuration.commandTimeout = .seconds(1)
        self.configuration = configuration
        self.key = key
        start = RedisCommand("XADD", key, "MAXLEN", "~", String(length), "*", "event")
    }

    func write(_ lines: PredictionLines, isOver: () -> Bool, onStall: (String) -> Void) -> SinkAnswer {
        var answer = SinkAnswer(written: 0)
        do throws(RedisError) {
            var open = try takeConnection()
            for index in 0..<lines.count {
                var command = start
                command.append(lines.line(index))
                try open.append(command)
            }
            var isUsable = true
            for _ in 0..<lines.count {
                let reply = try open.receive()
                if let error = reply.error {
                    answer.problem = error.locating(key).description
                    isUsable = isUsable && error.isConnectionUsable
                } else {
                    answer.written += 1
                }
            }
            if isUsable { connection = consume open }
        } catch {
            answer.problem = error.description
        }
        return answer
    }

    private func takeConnection() throws(RedisError) -> RedisConnection {
        if let open = connection.take() { return open }
        return try RedisConnection.open(configuration)
    }
}
