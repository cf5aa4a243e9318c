import ArgumentParser
import Files
import JSONBytes
import ModelFile
import ScoringEngine
import ScoringModel
import Settings
import Tables

struct PredictCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Score a table here, with the workers' engine: no Redis, no worker.",
        discussion: HelpText.discussion(
            """
            Reads and writes CSV, TSV or JSON Lines, as the files' names say. The output is that of scoreline score, byte for \
            byte. Ends with 1 when a row failed.
            """,
            examples:
                "scoreline predict penguins.safetensors --input new.csv --output answers.csv"))

    @Argument(help: "The model file.", completion: .file(extensions: ["safetensors"]))
    var modelFile: String

    @Option(help: ArgumentHelp("The table; - is standard input.", valueName: "file"), completion: .file())
    var input: String?

    @Option(help: ArgumentHelp("Where the answers go; - is standard output.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Column that names the rows; it is kept in the output.", valueName: "column"))
    var key: String?

    @Option(help: ArgumentHelp("Outputs with commas: label, score, probabilities, margin.", valueName: "list"))
    var outputs: String?

    @Flag(help: "Print a summary as JSON; on standard error when the rows go to standard output.")
    var json = false

    @Option(
        help: ArgumentHelp("YAML or JSON file whose keys are the flags' names.", valueName: "file"), completion: .file()
    )
    var config: String?

    /// A model file is at most as large as what Redis stores under one key.
    private static let sizeLimit = 512 << 20
    private static let blockRows = 1_024

    func perform() throws {
        let settings = try CommandSettings(flags: [
            "config": config, "input": input, "output": output, "key": key, "outputs": outputs,
            "json": json.asSetting,
        ])
        let isJSON = try settings.isOn("json")
        let files = try TableTask(settings)
        let wanted = try OutputKind.list(settings)
        let model: AdmittedModel
        do { model = try Gate.admit(FileBytes.read(modelFile, limit: Self.sizeLimit)) } catch let error as GateError {
            throw ProgramFailure(.workFailed, "\(modelFile) is no model that may score: \(error)\(error.nextStep)")
        }
        let columns = try OutputColumns(model.model.manifest, model.outputs, wanted: wanted)
        var reader = try files.openInput()
        let keyColumn = try files.keyColumn(in: reader)
        try files.checkColumns(of: reader, features: model.encoder.features)
        var table = try OutputTable.open(files.output, key: files.key, columns: columns)
        var keys: [KeyCell] = []
        var tally = ScoreTally()
        let start = ContinuousClock.now
        var bar = ProgressBar(.things("rows"), isShown: !isJSON && files.showsProgress)
        let size = reader.size ?? 0
        func write(_ answers: [RowAnswer], upTo offset: Int, _ table: inout OutputTable) throws {
            for (answer, key) in zip(answers, keys) { try table.write(answer, key: key) }
            tally.add(answers, version: nil)
            bar.show(tally.rows, fraction: size > 0 ? Double(offset) / Double(size) : nil)
            keys.removeAll(keepingCapacity: true)
        }
        var failure: TableError?
        if reader.format == .jsonLines {
            var predictor = ObjectPredictor(model, columns, maximumRows: Self.blockRows)
            while try advance(&reader, &failure) {
                keys.append(keyColumn?.cell(of: reader) ?? .missing)
                predictor.append(reader)
                if predictor.isFull { try write(predictor.answers(), upTo: reader.offset, &table) }
            }
            try write(predictor.answers(), upTo: reader.offset, &table)
        } else {
            var predictor = CellPredictor(model, columns, table: reader.columns)
            while try advance(&reader, &failure) {
                keys.append(keyColumn?.cell(of: reader) ?? .missing)
                predictor.append(reader)
                if predictor.rowCount == Self.blockRows { try write(predictor.answers(), upTo: reader.offset, &table) }
            }
            try write(predictor.answers(), upTo: reader.offset, &table)
        }
        bar.clear()
        try table.close()
        if isJSON {
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            try ScoreTally.write(tally.json(sha256: model.sha256, seconds: seconds).line, output: files.output)
        }
        if let failure { throw failure }
        guard tally.failed == 0 else {
            throw ProgramFailure.rows(failed: tally.failed, of: tally.rows, output: files.output)
        }
    }

    /// Moves to the next row. The rows before a broken line are still answered.
    private func advance(_ reader: inout TableReader, _ failure: inout TableError?) throws -> Bool {
        do throws(TableError) { return try reader.next() } catch {
            failure = error
            return false
        }
    }
}
