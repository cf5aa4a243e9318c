import Glibc
package import Logging
package import Redis
import Synchronization

/// The log of what is scored: lanes hand over what they copied, one thread makes lines of it and writes them to one sink.
///
/// Nothing here holds up a lane. While the sink takes nothing the queues fill up, and what finds no room is dropped and
/// counted; what the sink refuses is dropped too. A row is written once or not at all.
package final class PredictionLog: Sendable {
    /// A write has about so many bytes; less than a file may have at least.
    private static let blockBytes = 1 << 15
    /// Between two looks at queues that were empty: lanes then have nobody to wake.
    private static let pause = Duration.milliseconds(50)

    private let settings: PredictionLogSettings
    private let worker: String
    private let stream: Stream?
    private let queueLimit: Int
    private let queues = Mutex<[PredictionQueue]>([])
    private let watch = WriterWatch()
    private let ended = Interrupt()
    private let logger: Logger

    /// Where the records of one model go in Redis.
    package struct Stream: Sendable {
        let redis: RedisConfiguration
        let key: String

        package init(_ redis: RedisConfiguration, key: String) {
            self.redis = redis
            self.key = key
        }
    }

    /// A log with a `stream`, which is for `.redis`, serves one model; any other serves all. `lanes` are those of all models
    /// together, which share the buffer.
    package init(
        _ settings: PredictionLogSettings, worker: String, stream: Stream? = nil, lanes: Int, logger: Logger
    ) {
        precondition((stream != nil) == (settings.destination == .redis), "a stream in Redis has a key")
        self.settings = settings
        self.worker = worker
        self.stream = stream
        queueLimit = settings.bufferBytes / lanes
        self.logger = logger
    }

    /// The end of the log for one lane. Any thread.
    package func journal(of model: String, lane: Int, _ tally: PredictionTally) -> LaneJournal {
        let queue = PredictionQueue(limit: queueLimit, tally: tally)
        queues.withLock { $0.append(queue) }
        return LaneJournal(queue, settings, worker: worker, model: model, lane: lane)
    }

    /// Writes until the log is stopped and all is written, or the time for that is over. Blocks: on a thread of its own.
    package func run() {
        // Lanes go first where cores are scarce.
        setpriority(Int32(PRIO_PROCESS.rawValue), 0, 10)
        var writer = LogWriter(makeSink(), watch, logger)
        var isLast = false
        while !isLast {
            isLast = watch.isStopping
            var isIdle = true
            for queue in queues.withLock({ $0 }) {
                for batch in queue.takeAll() {
                    writer.write(batch, of: queue, blockBytes: Self.blockBytes)
                    isIdle = false
                }
                writer.noteDropped(queue.takeDropped())
            }
            if isIdle, !isLast { watch.pause(for: Self.pause) }
        }
        writer.end()
        ended.trigger()
    }

    /// Nothing more comes: the rest is written within that time, or given up.
    package func stop(within limit: Duration) { watch.stop(within: limit) }

    /// Waits for the end, as long as `stop` allowed and half a second. A writer that hangs in a write is left behind.
    package func finish() {
        if !ended.wait(for: watch.left + .milliseconds(500)) {
            logger.warning("the prediction log was not written to its end: its sink hangs")
        }
    }

    private func makeSink() -> any PredictionSink {
        switch settings.destination {
        case .standardOutput: StandardOutputSink()
        case .file(let path): FileSink(path: path, fileBytes: settings.fileBytes, files: settings.files)
        case .redis:
            if let stream {
                RedisStreamSink(stream.redis, key: stream.key, length: settings.streamLength)
            } else {
                preconditionFailure("a stream in Redis has a key")
            }
        }
    }
}
