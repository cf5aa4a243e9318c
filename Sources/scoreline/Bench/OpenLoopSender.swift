import Histogram
import JSONBytes
import Keyspace
import Redis
import ScoringModel
import Synchronization

/// Pushes each job when its time has come, whatever became of those before it. Jobs that are due together, because the
/// push before them took longer, go in one command.
///
/// `run` has a thread and a connection of its own; the rest may be asked from elsewhere.
final class OpenLoopSender: Sendable {
    struct State {
        /// When the first offset began to count; nil until the connection is open.
        var start: ContinuousClock.Instant?
        var sent = 0
        var isDone = false
        var failure: RedisError?
        var lateness = LatencyTally.emptyHistogram
    }

    /// Rows that differ; more would only take longer to make.
    private static let distinctRows = 4_096
    private static let commandJobs = 1_000
    private static let commandBytes = 1 << 20
    /// How long a call to stop may go unnoticed.
    private static let look = Duration.milliseconds(100)

    private let times: ArrivalTimes
    private let idPrefix: String
    /// What follows the id; jobs take them in turn.
    private let bodies: [[UInt8]]
    private let key: String
    private let configuration: RedisConfiguration
    private let state = Mutex(State())
    private let mustStop = Atomic(false)

    /// `reply` names the list that takes the results.
    init(
        _ times: ArrivalTimes, rows: Int, of features: [Feature], idPrefix: String, reply: String, to keys: ModelKeys,
        at configuration: RedisConfiguration
    ) {
        self.times = times
        self.idPrefix = idPrefix
        self.configuration = configuration
        key = keys.jobs
        var generator = RandomRows(features)
        let count = min(times.offsets.count, max(1, Self.distinctRows / rows))
        bodies = (0..<count).map { _ in
            var body = JSONWriter()
            body.beginObject()
            body.key("reply_to")
            body.write(reply)
            body.key("rows")
            body.beginArray()
            for _ in 0..<rows {
                let row = generator.next()
                body.write(raw: row.span)
            }
            body.endArray()
            body.endObject()
            // Without its brace: the id comes first.
            return Array(body.bytes.dropFirst())
        }
    }

    /// What it has come to so far.
    var progress: State { state.withLock { $0 } }

    func stop() { mustStop.store(true, ordering: .relaxed) }

    /// Until the last job is sent, it is told to stop, or Redis fails.
    func run() {
        do throws(RedisError) {
            var connection = try RedisConnection.open(configuration, waitingFor: .seconds(10))
            try send(&connection)
        } catch {
            state.withLock { $0.failure = error }
        }
        state.withLock { $0.isDone = true }
    }

    private func send(_ connection: inout RedisConnection) throws(RedisError) {
        let start = ContinuousClock.now
        state.withLock { $0.start = start }
        var next = 0
        while next < times.offsets.count, !mustStop.load(ordering: .relaxed) {
            let now = ContinuousClock.now
            let due = start + times.offsets[next]
            guard due <= now else {
                Pause.wait(until: min(due, now + Self.look))
                continue
            }
            let (command, end) = command(from: next, dueBy: now - start)
            // Before the command: a result may be read before the push is acknowledged.
            state.withLock { state in
                for offset in times.offsets[next..<end] {
                    state.lateness.record((now - start - offset).wholeNanoseconds)
                }
                state.sent = end
            }
            _ = try connection.call(command, on: key).integer()
            next = end
        }
    }

    /// A command with the jobs that are due, and the number of the first job after them.
    private func command(from first: Int, dueBy moment: Duration) -> (command: RedisCommand, end: Int) {
        var command = RedisCommand("RPUSH", key)
        var number = first
        var bytes = 0
        while number < times.offsets.count, times.offsets[number] <= moment, number - first < Self.commandJobs,
            bytes < Self.commandBytes
        {
            let body = bodies[number % bodies.count]
            let job = Array("{\"id\":\"\(idPrefix)\(number)\",".utf8) + body
            command.append(job)
            bytes += job.count
            number += 1
        }
        return (command, number)
    }
}
