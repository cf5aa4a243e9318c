import JSONBytes
import Keyspace
import Monitoring
import Redis
import Settings

/// `status --watch` for files, pipes and programs: a whole report at each look, one line of JSON with `--json`.
struct PlainWatch {
    let redis: RedisConfiguration
    let keyspace: Keyspace
    let model: ModelKeys?
    let interval: Duration
    let isJSON: Bool

    /// Until the program is stopped. Throws what the first look throws; later, Redis may come and go.
    func run() throws {
        var reader = StatusReader(redis, keyspace, model)
        var look = try reader.look(patience: .seconds(10))
        var lastLook = ContinuousClock.now
        var isAway = false
        try report(look)
        while true {
            Pause.wait(interval)
            do {
                look = try reader.look()
                if isAway {
                    let length = DurationText.text(seconds: (ContinuousClock.now - lastLook) / .seconds(1))
                    StandardError.write("scoreline: Redis is back after \(length)\n")
                }
                (isAway, lastLook) = (false, .now)
                try report(look)
            } catch let failure as ProgramFailure {
                throw failure
            } catch {
                // Once: what goes on needs no line a second.
                if !isAway { StandardError.write("scoreline: Redis is away: \(error); trying again\n") }
                isAway = true
            }
        }
    }

    private func report(_ look: StatusLook) throws(ProgramFailure) {
        if isJSON { return try StandardOutput.write(look.json(ofOne: model != nil).line) }
        try StandardOutput.write(look.text(prefix: keyspace.prefix, columns: nil) + "\n")
    }
}
