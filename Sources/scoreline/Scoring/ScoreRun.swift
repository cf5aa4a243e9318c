import JSONBytes
import Keyspace
import ModelRegistry
import Redis
import ScoringModel
import Settings
import Tables

/// A table on its way through the workers: rows in, jobs out, answers in, rows out in the order they came.
///
/// One thread. Nothing waits for long: the input may be a pipe that gives a row now and then.
struct ScoreRun: ~Copyable {
    private let settings: ScoreSettings
    private let keys: ModelKeys
    private let columns: OutputColumns
    private let keyColumn: KeyColumn?
    /// Begins the id of each job; also the reply list's name.
    private let name: String
    private var reader: TableReader
    private var table: OutputTable
    private var channel: JobChannel
    private var builder: JobBuilder
    private var features: FeatureMemory
    private var ledger = JobLedger()
    private(set) var tally = ScoreTally()
    private var gathered: [KeyCell] = []
    private var isInputDone = false
    private var inputFailure: TableError?
    private var lastProgress = ContinuousClock.now
    private var isTroubleReported = false
    private var bar: ProgressBar

    init(
        _ reader: consuming TableReader, _ table: consuming OutputTable, _ channel: consuming JobChannel, name: String,
        keys: ModelKeys, model: LiveModel, columns: OutputColumns, key: KeyColumn?, settings: ScoreSettings,
        showsProgress: Bool = false
    ) {
        bar = ProgressBar(.things("rows"), isShown: showsProgress)
        self.settings = settings
        self.keys = keys
        self.columns = columns
        self.name = name
        keyColumn = key
        features = FeatureMemory(model)
        builder = JobBuilder(
            columns: reader.columns, unsent: key?.name, features: model.manifest.features, outputs: settings.outputs,
            reply: name, maximumRows: settings.jobRows)
        self.reader = reader
        self.table = table
        self.channel = channel
    }

    /// Runs to the end of the input and the last answer.
    mutating func run() throws {
        while true {
            let hasRead = try fill()
            try channel.push()
            let hasReceived = try receive()
            try write()
            if isInputDone, ledger.openJobs == 0 { break }
            try checkProgress()
            if !hasRead, !hasReceived { try idle() }
        }
        bar.clear()
        try table.flush()
        try channel.finish()
        if let inputFailure { throw inputFailure }
    }

    /// Closes the output; only then is it known that all of it could be written.
    consuming func close() throws(TableError) { try table.close() }

    // MARK: Rows in, jobs out

    private var hasRoom: Bool {
        ledger.openRows + builder.rowCount < settings.windowRows && ledger.openJobs < settings.windowJobs
            && channel.waitingJobs < settings.windowJobs
    }

    /// Reads the rows that are there, as many as may be on their way, but not so many that answers have to wait.
    private mutating func fill() throws -> Bool {
        var count = 0
        while !isInputDone, hasRoom, count < max(1_000, settings.jobRows), try reader.isReadable(within: .zero) {
            do throws(TableError) {
                isInputDone = try !reader.next()
            } catch {
                // The rows before it are still answered.
                inputFailure = error
                isInputDone = true
            }
            if isInputDone { break }
            gathered.append(keyColumn?.cell(of: reader) ?? .missing)
            builder.append(reader)
            count += 1
            if builder.isFull { dispatch() }
        }
        if isInputDone { dispatch() }
        return count > 0
    }

    /// Sends the rows gathered so far as one job.
    private mutating func dispatch() {
        guard builder.rowCount > 0 else { return }
        if ledger.openJobs == 0 { lastProgress = .now }
        channel.send(builder.finish(id: "\(name)-\(ledger.nextNumber)"), number: ledger.nextNumber)
        ledger.open(keys: gathered, inputOffset: reader.offset)
        gathered.removeAll(keepingCapacity: true)
    }

    /// Nothing can be done right now, so what was written leaves the buffer. A job that is not full waits no longer than its
    /// input is silent.
    private mutating func idle() throws {
        try table.flush()
        guard !isInputDone, hasRoom else { return Pause.wait(.milliseconds(5)) }
        if try !reader.isReadable(within: .milliseconds(10)) { dispatch() }
    }

    // MARK: Answers in, rows out

    private mutating func receive() throws -> Bool {
        guard let answers = try channel.receive() else {
            reportTrouble()
            return false
        }
        isTroubleReported = false
        let count = try answers.count()
        for index in 0..<count {
            let result = try answers.span(at: index)
            let answer: JobAnswer
            do throws(JSONError) {
                answer = try JobAnswer(result)
            } catch {
                throw ProgramFailure(
                    .workFailed, "a result of \(keys.name) in the reply list \(name) is no JSON: \(error)")
            }
            guard let number = number(of: answer), let rows = ledger.rowCount(awaitedBy: number) else { continue }
            ledger.answer(number, answer.rows(rows, columns), version: answer.version)
            channel.forget(number)
            lastProgress = .now
            if let version = answer.version.flatMap({ Int($0) }) { try follow(version) }
        }
        return count > 0
    }

    /// Says once why nothing goes on.
    private mutating func reportTrouble() {
        guard !isTroubleReported, let trouble = channel.trouble else { return }
        isTroubleReported = true
        StandardError.write("scoreline: \(trouble); trying again\n")
    }

    private func number(of answer: JobAnswer) -> Int? {
        guard let id = answer.id, id.hasPrefix(name + "-") else { return nil }
        return Int(id.dropFirst(name.utf8.count + 1))
    }

    /// Writes the cells of the next rows for the version that answers now.
    private mutating func follow(_ version: Int) throws {
        guard version != features.version else { return }
        do throws(RedisError) {
            builder.use(try features.recall(version, keys, &channel.connection))
        } catch {
            try channel.note(error)
        }
    }

    private mutating func write() throws {
        while let job = ledger.takeFinished() {
            let answers = job.answers ?? []
            for (answer, key) in zip(answers, job.keys) { try table.write(answer, key: key) }
            tally.add(answers, version: job.version)
            let size = reader.size ?? 0
            bar.show(tally.rows, fraction: size > 0 ? Double(job.inputOffset) / Double(size) : nil)
        }
    }

    private mutating func checkProgress() throws {
        if ledger.openJobs == 0 { lastProgress = .now }
        guard .now - lastProgress > settings.timeout else { return }
        try table.flush()
        if let trouble = channel.trouble { throw ProgramFailure(trouble) }
        if channel.waitingJobs > 0, let pending = channel.pendingWithoutRoom {
            throw ProgramFailure(
                .workFailed,
                "no answer for \(settings.timeout), and \(pending) jobs of \(keys.name) are pending, so that "
                    + "--max-pending lets no more be pushed: \(ledger.openRows) rows are unanswered; see scoreline status "
                    + "\(keys.name), or raise --max-pending or --timeout")
        }
        throw ProgramFailure(
            .workFailed,
            "no answer for \(settings.timeout), \(ledger.openRows) rows are unanswered; is a worker running for \(keys.name)?"
                + " See scoreline status \(keys.name)")
    }
}
