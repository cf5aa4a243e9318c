import ArgumentParser
import SchemaInference
import ScoringModel
import Settings
import TrainingData

struct NewCommand: TrainerOperation {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Look at a table and write a recipe that trains on it.",
        discussion: """
            Writes FOLDER/NAME with recipe.yaml, sample_job.json and README.md, and prints what was found. The recipe refers to \
            the table where it is. `inspect` prints the same and writes nothing.
            """)

    @Argument(help: ArgumentHelp("The name of use case and model.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("The table: CSV, TSV or JSON Lines.", valueName: "file"))
    var data: String

    @Option(parsing: .unconditional, help: ArgumentHelp("The column to predict.", valueName: "column"))
    var target: String

    @Option(help: ArgumentHelp("binary, multiclass or regression. Default: what the target holds.", valueName: "task"))
    var task: String?

    @Option(help: ArgumentHelp("Where the use case's folder is made.", valueName: "folder"))
    var folder = "recipes"

    @Flag(help: "Replace the files of a use case that is there already.")
    var force = false

    @Flag(help: "Print JSON.")
    var json = false

    func perform() throws {
        let useCase = try UseCaseFolder(name: name, under: folder, force: force)
        var bar = ProgressBar(.things("rows"), doing: "reading", isShown: !json)
        let survey = try TableSurvey.read(data) { bar.show($0.rows, fraction: $0.fraction) }
        bar.clear()
        let findings = try SchemaFindings(survey, target: target, task: chosenTask())
        let files = try useCase.write(findings)
        let summary = SchemaSummary(findings, files: files)
        try StandardOutput.write(json ? summary.json : summary.text)
    }

    private func chosenTask() throws(SettingsError) -> Task? {
        guard let task else { return nil }
        let known: [Task] = [.binary, .multiclass, .regression]
        guard let found = known.first(where: { $0.rawValue == task }) else {
            throw SettingsError("flag --task: \"\(task)\" is none of \(known.map(\.rawValue).joined(separator: ", "))")
        }
        return found
    }
}
