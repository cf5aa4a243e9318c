import ArgumentParser
import Files
import JSONBytes
import ModelFile
import ModelReport
import ScoringModel
import Settings
import TrainingData

struct EvaluateCommand: TrainerOperation {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Judge a model file by rows whose targets are known.",
        discussion: """
            Rows pass the encoder and the engine that the worker uses. Rows without a target, and rows that can't be scored, are \
            left out and counted.
            """)

    @Argument(help: ArgumentHelp("The model file.", valueName: "model"))
    var model: String

    @Option(help: ArgumentHelp("The rows: CSV, TSV or JSON Lines, gzip too.", valueName: "file"))
    var data: String

    @Option(help: ArgumentHelp("Column with the truth. Default: the target that the file names.", valueName: "column"))
    var target: String?

    @Option(help: ArgumentHelp("Column with the rows' weights.", valueName: "column"))
    var weight: String?

    @Option(help: ArgumentHelp("Write report.html and report.json into this folder.", valueName: "folder"))
    var report: String?

    @Flag(help: "Print the report's JSON.")
    var json = false

    private static let sizeLimit = 512 << 20

    func perform() throws {
        let admitted: AdmittedModel
        do { admitted = try Gate.admit(FileBytes.read(model, limit: Self.sizeLimit)) } catch let error as GateError {
            throw ProgramFailure(.workFailed, "\(model) is refused: \(error)\(error.nextStep)")
        } catch let error as FileError { throw ProgramFailure(.workFailed, "\(error)") }
        if let report { try ReportWriter.prepare(report) }
        let table: DataTable
        var bar = ProgressBar(.things("rows"), doing: "reading", isShown: !json)
        do {
            table = try DataReader(
                DataChoices(file: data), progress: { bar.show($0.rows, fraction: $0.fraction) }
            ).read()
        } catch { throw ProgramFailure(.workFailed, "\(error)") }
        bar.clear()
        let evaluated = try EvaluatedTable(table, with: admitted, target: target, weight: weight)
        let figures = Report(ReportInput(evaluated, with: admitted, path: model))
        if let report { try ReportWriter.write(figures, to: report) }
        let summary = EvaluationSummary(figures, notes: evaluated.notes, folder: report)
        try StandardOutput.write(json ? figures.json.line : summary.text)
    }
}
