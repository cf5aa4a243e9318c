package import Keyspace
package import Redis

/// Samples of a model's queue over time, of bounded size, kept by whichever worker comes first in each step.
package struct QueueHistory: Sendable {
    private let keys: ModelKeys

    package init(keys: ModelKeys) { self.keys = keys }

    /// Adds the times of jobs to what all workers counted, and samples the steps that have no sample yet; also when Redis is
    /// full. Gives how long it is until the next step begins.
    ///
    /// When the answer is lost the times may have been added or not.
    package func record(
        _ times: JobTimes, _ depth: QueueDepth, oldest: Duration, _ connection: inout RedisConnection
    ) throws(RedisError) -> Duration {
        let steps = HistoryStep.allCases
        var command = try connection.command(
            QueueScript.history, keys: [keys.stats] + steps.map { keys.history($0.seconds) })
        for number in [
            times.jobs, times.waitMilliseconds, times.scoreMicroseconds, times.commitMicroseconds,
            depth.jobs + depth.handoff, depth.inFlight, depth.suspects, depth.dead, depth.results,
            Int(oldest / .milliseconds(1)),
        ] {
            command.append(number)
        }
        for step in steps {
            command.append(step.seconds * 1000)
            command.append(step.capacity)
        }
        return .milliseconds(try connection.run(QueueScript.history, command).integer())
    }

    /// The samples of the last `span`, the oldest first, and Redis' time in ms.
    package func read(
        _ step: HistoryStep, last span: Duration, _ connection: inout RedisConnection
    ) throws(RedisError) -> (now: Int, samples: [QueueSample]) {
        var command = try connection.command(QueueScript.historyRead, keys: [keys.history(step.seconds)])
        command.append(step.capacity)
        command.append(Int(span / .milliseconds(1)))
        let reply: RedisReply
        do { reply = try connection.run(QueueScript.historyRead, command) } catch {
            throw error.locating(keys.history(step.seconds))
        }
        var samples: [QueueSample] = []
        let width = QueueSample.width + 1
        for start in stride(from: 1, to: try reply.count() - width + 1, by: width) {
            var numbers: [Int] = []
            for index in 0..<QueueSample.width { numbers.append(Self.number(try reply.text(at: start + 1 + index))) }
            samples.append(QueueSample(time: Self.number(try reply.text(at: start)), numbers))
        }
        return (Self.number(try reply.text(at: 0)), samples.reversed())
    }

    /// Strangers can write anything; sums and differences of these can't overflow.
    private static func number(_ text: String?) -> Int { max(0, min(text.flatMap { Int($0) } ?? 0, 1 << 53)) }
}
