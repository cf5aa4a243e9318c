import ArgumentParser
import Files
import JSONBytes
import ModelFile
import ScoringEngine
import ScoringModel
import Settings

struct BenchEngineCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "How fast the engine scores rows in this process, and whether rightly.",
        discussion: """
            On one thread, with every kernel of this CPU; margins are compared with the reference scorer's, bit for bit. Without \
            rows it makes some whose values lie between the model's thresholds.
            """)

    @Argument(help: "The model files.", completion: .file(extensions: ["safetensors"]))
    var files: [String]

    @Option(help: ArgumentHelp("Rows of a call, with commas. Default 1,64,1024,20000.", valueName: "list"))
    var batch: String?

    @Option(help: ArgumentHelp("Kernels, with commas. Default all that this CPU has.", valueName: "list"))
    var kernel: String?

    @Option(help: ArgumentHelp("A CSV or TSV file with the model's features.", valueName: "table"))
    var rows: String?

    @Option(help: ArgumentHelp("Rows as raw little-endian numbers, row-major.", valueName: "file"), completion: .file())
    var rowsFile: String?

    @Option(help: ArgumentHelp("What the numbers of --rows-file are: f32 or f64. Default f32.", valueName: "type"))
    var dtype: String?

    @Option(
        help: ArgumentHelp("Where the margins of all rows go, as raw little-endian Float64.", valueName: "file"),
        completion: .file())
    var marginsOut: String?

    @Option(help: ArgumentHelp("The median of this many runs is reported. Default 5.", valueName: "n"))
    var runs: String?

    @Option(help: ArgumentHelp("How long a run takes at least. Default 0.2.", valueName: "seconds"))
    var seconds: String?

    @Flag(help: "Print JSON, an object for each model.")
    var json = false

    /// A model file is at most as large as what Redis stores under one key.
    private static let sizeLimit = 512 << 20

    func perform() throws {
        let settings = try CommandSettings(flags: [
            "batch": batch, "kernel": kernel, "rows": rows, "rows-file": rowsFile, "dtype": dtype,
            "margins-out": marginsOut, "runs": runs, "seconds": seconds, "json": json.asSetting,
        ])
        let source = try EngineRows.Source(settings)
        let marginsPath = try settings.text("margins-out")
        guard marginsPath == nil || files.count == 1 else {
            throw SettingsError("margins-out: it takes the margins of one model, but there are \(files.count)")
        }
        let isJSON = try settings.isOn("json")
        let bench = try EngineBench(settings)
        var wrong: [String] = []
        for file in files {
            let model: AdmittedModel
            do { model = try Gate.admit(FileBytes.read(file, limit: Self.sizeLimit)) } catch let error as GateError {
                throw ProgramFailure(.workFailed, "\(file) is no model that may score: \(error)\(error.nextStep)")
            }
            let (report, margins) = try bench.run(
                model, file: file, EngineRows(source, model, atLeast: bench.mostRows), showsProgress: !isJSON)
            try StandardOutput.write(isJSON ? report.json.line : report.text)
            if report.mismatches > 0 { wrong.append(file) }
            if let marginsPath { try write(margins, to: marginsPath) }
        }
        guard wrong.isEmpty else {
            throw ProgramFailure(
                .workFailed, "margins of \(wrong.joined(separator: ", ")) differ from the reference scorer's")
        }
    }

    private func write(_ margins: [Double], to path: String) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * margins.count)
        for margin in margins {
            let bits = margin.bitPattern
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
            }
        }
        do { try FileBytes.replace(path, with: bytes) } catch { throw ProgramFailure(.workFailed, "\(error)") }
    }
}
