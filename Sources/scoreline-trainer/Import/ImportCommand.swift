import ArgumentParser
import Files
import Keyspace
import ModelImport
import ModelPublishing
import ModelTraining
import Settings

struct ImportCommand: TrainerOperation {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take a model that XGBoost saved as JSON or UBJSON.",
        discussion: """
            Without --golden the new file's golden rows are from Scoreline's own reference scorer: they find damage, but \
            prove nothing about the library, and the model is shown as unverified.
            """)

    @Argument(help: ArgumentHelp("What booster.save_model wrote.", valueName: "model-file"))
    var model: String

    @Option(help: ArgumentHelp("The model's name.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("What kind of file it is. Default, and the only one: xgboost.", valueName: "kind"))
    var format: String?

    @Option(
        help: ArgumentHelp("YAML file with what the model file does not say: classes, categories …", valueName: "file"))
    var schema: String?

    @Option(
        help: ArgumentHelp(
            "CSV with a column per feature, and the library's own margins in margin, or margin_0, margin_1 …",
            valueName: "csv"))
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
                "name": name, "format": format, "schema": schema, "golden": golden, "out": out,
                "publish": publish.asSetting, "json": json.asSetting,
            ]) { $1 })
        guard let name = try layers.value(.optionalText("name")) else {
            throw SettingsError("--name is missing; see --help")
        }
        guard Keyspace.isName(name) else {
            throw SettingsError("name: \"\(name.prefix(80))\" must have 1 to 64 characters of A-Z a-z 0-9 _ . -")
        }
        let format = try layers.value(.text("format", default: "xgboost"))
        guard format == "xgboost" else {
            throw SettingsError("format: \"\(format)\" can't be imported; only xgboost can")
        }
        let isJSON = try layers.value(.flag("json"))
        let publisher = try layers.value(.flag("publish")) ? ModelPublisher(layers) : nil
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(model, limit: XGBoostImporter.maximumByteCount) } catch {
            throw ProgramFailure(.workFailed, "\(error)")
        }
        let imported: ImportedModel
        do { imported = try XGBoostImporter.read(bytes) } catch {
            throw ProgramFailure(.workFailed, "\(model) can't be imported: \(error)")
        }
        for note in imported.notes { StandardError.write("note: \(note)\n") }
        var adoption = ModelAdoption(imported, name: name, createdAt: try CreationTime.text())
        if let schema = try layers.value(.optionalText("schema")) { adoption.schema = try ModelSchema.read(schema) }
        if let golden = try layers.value(.optionalText("golden")) { adoption.golden = try GoldenTable.read(golden) }
        let output = try ModelOutput(try adoption.model(), path: layers.value(.optionalText("out")))
        try output.write()
        let published = try publisher?.publish(output, showsProgress: !isJSON)
        let summary = try ModelSummary(output.admitted, path: output.path)
        try StandardOutput.write(isJSON ? summary.json : summary.text)
        if let published { StandardError.write(published.text) }
        if let failure = published?.failure { throw failure }
    }
}
