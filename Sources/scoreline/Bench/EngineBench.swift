import ModelFile
import ScoringEngine
import ScoringModel
import Settings

/// Times a model's scorer on this thread, for several kernels and sizes of a call.
struct EngineBench {
    private let batches: [Int]
    private let kernels: [Kernel]
    private let runs: Int
    private let seconds: Duration

    /// Rows of which the reference scorer makes margins too: it is slow.
    private static let checkedRows = 2_000

    init(_ settings: CommandSettings) throws {
        let texts = (try settings.text("batch") ?? "1,64,1024,20000").split(separator: ",")
        batches = try texts.map { text in
            guard let count = Int(text), (1...1_000_000).contains(count) else {
                throw SettingsError("batch: \(text) is not a whole number from 1 to 1000000")
            }
            return count
        }
        kernels =
            try settings.text("kernel").map { names in
                try names.split(separator: ",").map { name in
                    guard let kernel = Kernel(rawValue: String(name)) else {
                        let known = Kernel.allCases.map(\.rawValue).joined(separator: ", ")
                        throw SettingsError("kernel: \(name) is no kernel; there are \(known)")
                    }
                    return kernel
                }
            } ?? Kernel.allCases
        guard !batches.isEmpty, !kernels.isEmpty else {
            throw SettingsError("batch and kernel: a list without anything in it")
        }
        runs = try settings.value(.integer("runs", default: 5, in: 1...1_000))
        seconds = try settings.value(.seconds("seconds", default: .milliseconds(200), in: 0...3_600))
    }

    var mostRows: Int { batches.max() ?? 1 }

    /// The report, and the margins of all rows.
    func run(_ model: AdmittedModel, file: String, _ rows: EngineRows, showsProgress: Bool = false) throws -> (
        EngineReport, margins: [Double]
    ) {
        let predictor = model.model.predictor
        var report = EngineReport(
            file: file, rows: rows.count, columns: rows.width, outputs: predictor.groupCount,
            precision: predictor.precision)
        report.notRun = kernels.filter { !$0.isSupported }
        guard report.notRun.count < kernels.count else { return (report, []) }
        let expected = expectedMargins(predictor, rows)
        report.checkedRows = expected.count / predictor.groupCount
        let pool = rows.repeated(atLeast: mostRows)
        var first: [Double]?
        var bar = ProgressBar(
            .things("timings"), doing: file, total: (kernels.count - report.notRun.count) * batches.count,
            isShown: showsProgress)
        defer { bar.clear() }
        for kernel in kernels where kernel.isSupported {
            var scorer: BatchScorer?
            let packing = ContinuousClock().measure {
                scorer = BatchScorer(predictor, featureCount: rows.width, kernel: kernel)
            }
            guard let scorer else { continue }
            var margins: [Double] = []
            score(rows, 0..<rows.count, scorer, &margins)
            report.mismatches += Self.differences(margins, expected)
            if let first { report.mismatches += Self.differences(margins, first) }
            first = first ?? margins
            report.packings.append(
                EngineReport.Packing(
                    kernel: kernel, layout: scorer.layout.name, byteCount: scorer.layout.byteCount,
                    seconds: packing / .seconds(1)))
            for batch in batches {
                bar.show(report.results.count, note: "\(kernel.rawValue), \(batch) rows a call")
                report.results.append(time(scorer, kernel, pool, batch))
            }
        }
        return (report, first ?? [])
    }

    private func expectedMargins(_ predictor: Predictor, _ rows: EngineRows) -> [Double] {
        let reference = ReferenceScorer(predictor)
        return (0..<min(rows.count, Self.checkedRows)).flatMap { reference.margins(of: rows.row($0).span) }
    }

    /// How many of the expected margins were not found, to the bit; all NaNs are one.
    private static func differences(_ found: [Double], _ expected: [Double]) -> Int {
        zip(found, expected).count { $0.bitPattern != $1.bitPattern && !($0.isNaN && $1.isNaN) }
    }

    /// The median of the runs; each calls with other rows than the call before.
    private func time(_ scorer: BatchScorer, _ kernel: Kernel, _ rows: EngineRows, _ batch: Int) -> EngineReport.Result
    {
        var margins: [Double] = []
        var next = 0
        func call() {
            if next + batch > rows.count { next = 0 }
            score(rows, next..<next + batch, scorer, &margins)
            next += batch
        }
        call()
        let times = (0..<runs).map { _ in
            var (calls, elapsed) = (0, Duration.zero)
            // A look at the clock takes a part of a call of one row.
            let callsPerLook = max(1, 64 / batch)
            let start = ContinuousClock.now
            repeat {
                for _ in 0..<callsPerLook { call() }
                calls += callsPerLook
                elapsed = ContinuousClock.now - start
            } while elapsed < seconds
            return elapsed / .seconds(1) / Double(calls)
        }.sorted()
        return EngineReport.Result(kernel: kernel, batch: batch, secondsPerCall: times[runs / 2])
    }

    private func score(_ rows: EngineRows, _ range: Range<Int>, _ scorer: BatchScorer, _ margins: inout [Double]) {
        let places = range.lowerBound * rows.width..<range.upperBound * rows.width
        switch rows.values {
        case .float32(let numbers): scorer.score(numbers.span.extracting(places), into: &margins)
        case .float64(let numbers): scorer.score(numbers.span.extracting(places), into: &margins)
        }
    }
}
