import ArgumentParser
import Files
import ModelFile
import SchemaInference
import Settings
import Tables
import TrainingData

struct InspectCommand: TrainerOperation {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what is in a model file, after checking it as workers do, or in a table.",
        discussion: """
            A file with the name of a table (.csv, .tsv, .jsonl …) is one, and every file with --target; all others are models. Of \
            a table it shows what `new` would make of it.
            """)

    @Argument(help: ArgumentHelp("The model file or the table.", valueName: "file"))
    var file: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Of a table: the column to predict.", valueName: "column"))
    var target: String?

    @Flag(help: "Print JSON; of a model with the whole manifest.")
    var json = false

    @Flag(help: "Of a model: show how the engine lays it out on this processor, and why.")
    var layout = false

    private static let sizeLimit = 512 << 20

    /// Whether its name is a table's; gzip is told by a last suffix.
    private var isTable: Bool {
        file.hasSuffix(".gz") || TableFormat(path: file) != nil
    }

    func perform() throws {
        if target != nil || isTable {
            var bar = ProgressBar(.things("rows"), doing: "reading", isShown: !json)
            let survey = try TableSurvey.read(file) { bar.show($0.rows, fraction: $0.fraction) }
            bar.clear()
            let summary = SchemaSummary(try SchemaFindings(survey, target: target))
            try StandardOutput.write(json ? summary.json : summary.text)
            return
        }
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(file, limit: Self.sizeLimit) } catch {
            throw ProgramFailure(.workFailed, "\(error)")
        }
        let admitted: AdmittedModel
        do { admitted = try Gate.admit(bytes) } catch {
            throw ProgramFailure(.workFailed, "\(file) is refused: \(error)\(error.nextStep)")
        }
        let summary = try ModelSummary(admitted, path: file, showsLayout: layout)
        try StandardOutput.write(json ? summary.json : summary.text)
    }
}
