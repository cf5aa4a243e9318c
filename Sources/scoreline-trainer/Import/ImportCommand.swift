import ArgumentParser
import Files
import JSONBytes
import Keyspace
import ModelImport
import ModelPublishing
import ModelTraining
import Settings
import TrainingData

struct ImportCommand: TrainerOperation {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take a model that XGBoost, LightGBM or an ONNX converter saved.",
        discussion: """
            The library is found by the file's content. docs/import.md has the export call for each, and how to write a \
            golden CSV with the library's own predictions.

            With --golden the import is refused unless the engine gives those predictions. Without it the new file's golden \
            rows are from Scoreline's own reference scorer: they find damage, but prove nothing about the library, and the \
            model is shown as unverified.
            """)

    @Argument(
        help: ArgumentHelp(
            "XGBoost: what booster.save_model wrote, JSON or UBJSON. LightGBM: the same, text. ONNX: a .onnx file.",
            valueName: "model-file"))
    var model: String

    @Option(help: ArgumentHelp("The model's name.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "What kind of file it must be: \(ModelImporter.formats.joined(separator: ", ")). Default: what its content says.",
            valueName: "kind"))
    var format: String?

    @Option(
        help: ArgumentHelp(
            "Boosting iterations to take, the end not included. Default: those the library predicts with, to the best of "
                + "early stopping.", valueName: "begin:end"))
    var iterations: String?

    @Option(
        help: ArgumentHelp(
            "YAML file with what the model file does not say: classes, categories, required features …",
            valueName: "file"))
    var schema: String?

    @Option(
        help: ArgumentHelp(
            "CSV with a column per feature and what the library makes of the rows: margins in margin, or margin_0, margin_1 "
                + "…; or predictions in prediction, or prediction_0 …", valueName: "csv"))
    var golden: String?

    @Option(help: ArgumentHelp("Where to write. Default model_bin/NAME.safetensors.", valueName: "file"))
    var out: String?

    @Flag(help: "Make it the live version of the model.")
    var publish = false

    @OptionGroup var publishing: PublishOptions

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let layers = try options.layers(
            publishing.flags.merging([
                "name": name, "format": format, "iterations": iterations, "schema": schema, "golden": golden,
                "out": out,
                "publish": publish.asSetting, "json": json.asSetting,
            ]) { $1 })
        guard let name = try layers.value(.optionalText("name")) else {
            throw SettingsError("--name is missing; see --help")
        }
        guard Keyspace.isName(name) else {
            throw SettingsError("name: \"\(name.prefix(80))\" must have 1 to 64 characters of A-Z a-z 0-9 _ . -")
        }
        let format = try layers.value(.optionalText("format"))
        if let format, !ModelImporter.formats.contains(format) {
            throw SettingsError(
                "format: \"\(format.prefix(80))\" is unknown; expected \(ModelImporter.formats.joined(separator: ", "))"
            )
        }
        let iterations = try layers.value(.optionalText("iterations")).map(IterationChoice.range)
        let isJSON = try layers.value(.flag("json"))
        let publisher = try layers.value(.flag("publish")) ? ModelPublisher(layers) : nil
        let out = try layers.value(.optionalText("out"))
        try ModelOutput.prepare(ModelOutput.path(name, out))
        let imported = try read(format, iterations)
        for note in imported.notes { StandardError.write("note: \(note)\n") }
        var adoption = ModelAdoption(imported, name: name, createdAt: try CreationTime.text())
        if let schema = try layers.value(.optionalText("schema")) { adoption.schema = try ModelSchema.read(schema) }
        if let golden = try layers.value(.optionalText("golden")) {
            var bar = ProgressBar(.things("rows"), doing: "reading", isShown: !isJSON)
            adoption.golden = try GoldenTable.read(golden) { bar.show($0.rows, fraction: $0.fraction) }
            bar.clear()
        }
        let (model, proof) = try adoption.adopt()
        let output = try ModelOutput(model, path: out)
        try output.write()
        let verification = Verification(proof, of: imported)
        StandardError.write(verification.text)
        let published = try publisher?.publish(output, showsProgress: !isJSON)
        let summary = try ModelSummary(output.admitted, path: output.path)
        let notes = JSONValue.Member("notes", .array(imported.notes.map { .string($0) }))
        try StandardOutput.write(isJSON ? summary.json(with: verification.members + [notes]) : summary.text)
        if let published { StandardError.write(published.text) }
        if let failure = published?.failure { throw failure }
    }

    private func read(_ format: String?, _ iterations: Range<Int>?) throws -> ImportedModel {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(model, limit: ModelImporter.maximumByteCount) } catch {
            throw ProgramFailure(.workFailed, "\(error)")
        }
        do { return try ModelImporter.read(bytes, format: format, iterations: iterations) } catch {
            throw ProgramFailure(.workFailed, "\(model) can't be imported: \(error)")
        }
    }
}
