import Foundation
import JobWire
import Keyspace
import Redis
import ScoringEngine
import ScoringModel
import Settings
import Synchronization
import Tables
import TestSupport
import Testing

@testable import scoreline

/// A thread beside a test, until it is stopped.
private final class Companion: Sendable {
    private let interrupt = Interrupt()
    private let ended = Interrupt()

    init(_ body: @escaping @Sendable (_ stop: Interrupt) -> Void) {
        Thread.detachNewThread { [interrupt, ended] in
            body(interrupt)
            ended.trigger()
        }
    }

    func stop() {
        interrupt.trigger()
        ended.wait(for: .seconds(60))
    }

    /// Answers jobs as a worker does, in an order of its own and some of them twice. With `broken` it breaks others'
    /// connections every few batches, and adds up how many.
    static func answering(_ server: RedisServer, _ keys: ModelKeys, breaking broken: Counter? = nil) -> Companion {
        let configuration = server.configuration
        return Companion { stop in
            while !stop.isTriggered {
                do { try answer(configuration, keys, until: stop, broken) } catch { continue }
            }
        }
    }

    /// Also ends when it has broken connections amid a batch, which is answered again by the next call.
    private static func answer(
        _ configuration: RedisConfiguration, _ keys: ModelKeys, until stop: Interrupt, _ broken: Counter?
    ) throws {
        var batches = 0
        var connection = try RedisConnection.open(configuration)
        let scorer = BatchScorer(.trees(SampleModel.ensemble), featureCount: SampleModel.features.count)
        while !stop.isTriggered {
            // Read, answer, then remove: what a broken connection interrupts is answered again, hence twice.
            let jobs = try connection.call(RedisCommand("LRANGE", keys.jobs, "0", "7"))
            let count = try jobs.count()
            if count == 0 {
                stop.wait(for: .milliseconds(1))
                continue
            }
            batches += 1
            var batch = JobBatch()
            batch.begin(SampleModel.wire(), attempt: 1, now: 0)
            for index in 0..<count { batch.append(try jobs.span(at: index)) }
            var margins: [Double] = []
            scorer.score(batch.rows.span, into: &margins)
            var results = ResultBatch()
            _ = batch.encode(margins, into: &results)
            for index in (0..<count).reversed() {
                let name = results.replyNames[results.destinations[index] - 1]
                for _ in 0..<(index % 3 == 0 ? 2 : 1) {
                    _ = try connection.call(
                        RedisCommand("RPUSH", keys.reply(name)).appending(Array(results.bytes(at: index))))
                }
                // Counted, for by a clock a slow machine would never end a batch.
                if let broken, batches == 4, index == count / 2 {
                    return try breakOthers(&connection, until: stop, broken)
                }
            }
            _ = try connection.call(RedisCommand("LTRIM", keys.jobs, String(count), "-1"))
            if let broken, batches == 2 { try breakOthers(&connection, until: stop, broken) }
        }
    }

    /// Kills the connections of everybody else, as soon as there are some.
    private static func breakOthers(
        _ connection: inout RedisConnection, until stop: Interrupt, _ broken: Counter
    ) throws {
        var count = 0
        while count == 0, !stop.wait(for: .milliseconds(1)) {
            count = try connection.call(RedisCommand("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")).integer()
        }
        broken.value.withLock { $0 += count }
    }
}

private final class Counter: Sendable {
    let value = Mutex(0)
}

@Suite struct ScoreRunTests {
    private let server: RedisServer
    private let keys: ModelKeys
    private let manifest = SampleModel.manifest()

    init() throws {
        server = try RedisServer()
        keys = try Keyspace().model("sample")
    }

    private func settings(_ flags: [String: String?]) throws -> ScoreSettings {
        try ScoreSettings(CommandSettings(flags: flags))
    }

    private func makeRun(_ input: String, _ output: String, _ settings: ScoreSettings) throws -> ScoreRun {
        let reader = try TableReader.open(input)
        let columns = try OutputColumns(manifest, OutputCalculator(manifest), wanted: nil)
        let key = KeyColumn(name: "row", position: 0)
        let table = try OutputTable.open(output, key: "row", columns: columns)
        let channel = JobChannel(try server.connect(), keys: keys, reply: "r", answersPerRead: settings.answersPerRead)
        return ScoreRun(
            reader, table, channel, name: "r", keys: keys, model: SampleModel.live(), columns: columns, key: key,
            settings: settings)
    }

    private func writeTable(_ path: String, rows: Int) throws {
        // In another order than the features, some rows with two errors: the first in the table counts.
        var text = "row,code,length\n"
        for row in 0..<rows {
            let code = row % 14 == 3 ? "unseen" : row % 2 == 0 ? "007" : "7"
            text += "\(row),\(code),\(row % 7 == 3 ? "x" : String(row % 80))\n"
        }
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    /// What `predict` writes for the same table.
    private func predicted(_ input: String, _ output: String) throws -> String {
        var reader = try TableReader.open(input)
        let columns = try OutputColumns(manifest, OutputCalculator(manifest), wanted: nil)
        var table = try OutputTable.open(output, key: "row", columns: columns)
        var predictor = CellPredictor(try SampleModel.admitted, columns, table: reader.columns)
        let key = KeyColumn(name: "row", position: 0)
        while try reader.next() {
            predictor.append(reader)
            for answer in predictor.answers() { try table.write(answer, key: key.cell(of: reader)) }
        }
        try table.close()
        return try String(contentsOfFile: output, encoding: .utf8)
    }

    @Test("Answers in any order, some of them twice, make the table that predict makes", arguments: [1, 7, 100])
    func order(jobRows: Int) throws {
        let answerer = Companion.answering(server, keys)
        defer { answerer.stop() }
        let (input, output) = (server.folder.path("in.csv"), server.folder.path("out.csv"))
        try writeTable(input, rows: 1_000)
        var run = try makeRun(input, output, settings(["job-rows": String(jobRows)]))
        try run.run()
        let tally = run.tally
        try run.close()
        #expect(tally.rows == 1_000 && tally.failed == 143)
        #expect(try String(contentsOfFile: output, encoding: .utf8) == predicted(input, server.folder.path("p.csv")))
    }

    @Test("Connections that break, every few batches, lose no row and repeat none")
    func brokenConnections() throws {
        let broken = Counter()
        let answerer = Companion.answering(server, keys, breaking: broken)
        defer { answerer.stop() }
        let (input, output) = (server.folder.path("in.csv"), server.folder.path("out.csv"))
        try writeTable(input, rows: 1_000)
        var run = try makeRun(input, output, settings(["job-rows": "5"]))
        try run.run()
        let tally = run.tally
        try run.close()
        #expect(broken.value.withLock { $0 } > 3)
        #expect(tally.rows == 1_000)
        #expect(try String(contentsOfFile: output, encoding: .utf8) == predicted(input, server.folder.path("p.csv")))
    }

    @Test("A row is in the output while its input, a pipe, stays open")
    func flows() throws {
        let answerer = Companion.answering(server, keys)
        defer { answerer.stop() }
        let (input, output) = (server.folder.path("in.pipe"), server.folder.path("out.csv"))
        #expect(unsafe mkfifo(input, 0o600) == 0)
        let flowed = Counter()
        let producer = Companion { _ in
            do {
                let pipe = try FileHandle(forWritingTo: URL(filePath: input))
                try pipe.write(contentsOf: Data("row,length,code\nfirst,2,7\n".utf8))
                try eventually("the row is in the output") {
                    let bytes = FileManager.default.contents(atPath: output) ?? Data()
                    return String(decoding: bytes, as: UTF8.self).contains("\nfirst,")
                }
                flowed.value.withLock { $0 += 1 }
                try pipe.close()
            } catch { Issue.record("\(error)") }
        }
        var run = try makeRun(input, output, settings([:]))
        try run.run()
        producer.stop()
        try run.close()
        #expect(flowed.value.withLock { $0 } == 1)
    }

    @Test("Without a worker it ends with a sentence that says how many rows wait and what to do")
    func noWorker() throws {
        let (input, output) = (server.folder.path("in.csv"), server.folder.path("out.csv"))
        try writeTable(input, rows: 10)
        var run = try makeRun(input, output, settings(["timeout": "1"]))
        do {
            try run.run()
            Issue.record("it ended well")
        } catch let failure as ProgramFailure {
            #expect(failure.status == .workFailed)
            #expect(failure.description.contains("10 rows are unanswered; is a worker running for sample?"))
        }
    }

    @Test("A line that is no row ends the run, after the rows before it were answered")
    func brokenLine() throws {
        let answerer = Companion.answering(server, keys)
        defer { answerer.stop() }
        let (input, output) = (server.folder.path("in.csv"), server.folder.path("out.csv"))
        try "row,length,code\n1,2,7\n2,3\n".write(toFile: input, atomically: false, encoding: .utf8)
        var run = try makeRun(input, output, settings([:]))
        #expect(throws: TableError.self) { try run.run() }
        try run.close()
        #expect(try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").count == 2)
    }
}
