import Logging
import Redis
import Telemetry

/// The writer's thread's own state: the sink, the lines being made, and what has to be said about drops.
struct LogWriter {
    private let sink: any PredictionSink
    private let watch: WriterWatch
    private let logger: Logger
    private var lines = PredictionLines()
    private var backOff = BackOff(from: .milliseconds(50), to: .seconds(2))
    private var warning = DropWarning()

    init(_ sink: any PredictionSink, _ watch: WriterWatch, _ logger: Logger) {
        self.sink = sink
        self.watch = watch
        self.logger = logger
    }

    /// Writes a batch, or drops what can't be written, and gives its room back.
    mutating func write(_ batch: PredictionBatch, of queue: PredictionQueue, blockBytes: Int) {
        // Lines that nobody will write are not worth the time of a stop.
        guard !watch.isOver else {
            drop(batch.rows.count, of: queue, "the worker stops")
            return queue.release(batch)
        }
        var lines = self.lines
        self.lines = PredictionLines()
        lines.write(batch, limit: blockBytes) { block in
            flush(block, of: queue)
            block.removeAll()
        }
        self.lines = lines
        queue.release(batch)
    }

    private mutating func flush(_ block: PredictionLines, of queue: PredictionQueue) {
        guard !watch.isOver else { return drop(block.count, of: queue, "the worker stops") }
        let (sink, watch, logger) = (sink, watch, logger)
        var warning = warning
        let answer = sink.write(
            block, isOver: { watch.isOver },
            onStall: { problem in
                warning.problem = problem
                warning.add(queue.takeDropped(), logger)
            })
        self.warning = warning
        queue.tally.written(answer.written)
        guard let problem = answer.problem else { return backOff.reset() }
        drop(block.count - answer.written, of: queue, problem)
        watch.pause(for: backOff.next())
    }

    private mutating func drop(_ rows: Int, of queue: PredictionQueue, _ problem: String) {
        warning.problem = problem
        queue.drop(rows)
    }

    mutating func noteDropped(_ rows: Int) { warning.add(rows, logger) }

    mutating func end() { warning.say(logger) }
}

/// Tells of drops now and then, and of all of them at the end.
private struct DropWarning {
    /// What the sink said last.
    var problem: String?
    private var rows = 0
    private var limiter = LogLimiter()

    mutating func add(_ rows: Int, _ logger: Logger) {
        self.rows += rows
        if self.rows > 0, limiter.admit("drops", at: .now) != nil { say(logger) }
    }

    mutating func say(_ logger: Logger) {
        guard rows > 0 else { return }
        let reason = problem ?? "rows come faster than they can be written"
        logger.warning("the prediction log dropped \(rows) rows: \(reason)")
        (rows, problem) = (0, nil)
    }
}
