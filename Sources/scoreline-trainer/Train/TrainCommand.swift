import ArgumentParser
import ModelPublishing
import ModelRegistry
import ModelReport
import ModelTraining
import Settings

struct TrainCommand: TrainerOperation {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a model from a recipe, compare it with XGBoost, and write its file.",
        discussion: "SOURCE_DATE_EPOCH, where it is set, is the time that the file carries.")

    @Argument(help: ArgumentHelp("The recipe; docs/recipes.md explains its keys.", valueName: "recipe.yaml"))
    var recipe: String

    @Option(help: ArgumentHelp("Where to write. Default model_bin/NAME.safetensors.", valueName: "file"))
    var out: String?

    @Option(help: ArgumentHelp("Folder for report.html and report.json.", valueName: "folder"))
    var report: String?

    @Option(help: ArgumentHelp("CSV of which row of the data is in which part of the split.", valueName: "file"))
    var splitOut: String?

    @Flag(help: "Write nothing: train, and compare with the file that is there, or with a second training.")
    var check = false

    @Flag(help: "Make it the live version of the recipe's model.")
    var publish = false

    @OptionGroup var publishing: PublishOptions

    @Flag(help: "Write and publish it even when the gate refuses it; the model file says so.")
    var force = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let layers = try options.layers(
            publishing.flags.merging([
                "out": out, "report": report, "split-out": splitOut, "check": check.asSetting,
                "publish": publish.asSetting, "force": force.asSetting, "json": json.asSetting,
            ]) { $1 })
        let isJSON = try layers.value(.flag("json"))
        let isForced = try layers.value(.flag("force"))
        let recipe = try Recipe.read(recipe)
        let out = try layers.value(.optionalText("out"))
        let publishes = try layers.value(.flag("publish"))
        let publisher = try publishes ? ModelPublisher(layers, defaults: recipe.publish.defaults) : nil
        let report = try layers.value(.optionalText("report"))
        if try layers.value(.flag("check")) {
            guard publisher == nil, report == nil else {
                throw SettingsError("--check writes nothing; leave out --publish and --report")
            }
            return try repeatTraining(recipe, path: ModelOutput.path(recipe.name, out), isJSON: isJSON)
        }
        try ModelOutput.prepare(ModelOutput.path(recipe.name, out))
        if let path = try layers.value(.optionalText("split-out")) { try ModelOutput.prepare(path) }
        if let report { try ReportWriter.prepare(report) }
        var live = LiveModel.unknown
        if recipe.gate.comparesWithLive || report != nil, publishes || layers.isSet("redis") {
            live = try LiveModelReader.read(recipe.name, ConnectionSettings(layers))
        }
        var trained = try train(recipe, beside: live, showsProgress: !isJSON)
        let verdict = try ModelGate(recipe.gate, trained, live: live).judge()
        verdict.record(in: &trained.model)
        let gate = GateTable(verdict, isForced: isForced)
        let output = try ModelOutput(trained.model, path: out)
        // Also of a model that the gate refuses: it says why.
        if let report {
            let input = try TrainingReport(
                trained, output.admitted, path: output.path, live: live, isForced: isForced && !verdict.hasPassed
            ).input
            try ReportWriter.write(input, to: report)
        }
        guard verdict.hasPassed || isForced else {
            let summary = TrainingSummary(trained, gate: gate)
            try StandardOutput.write(isJSON ? summary.json : summary.text)
            throw gate.failure
        }
        try output.write()
        if let path = try layers.value(.optionalText("split-out")) { try SplitTable(trained).write(path) }
        let published = try publisher?.publish(
            output, how: verdict.hasPassed ? .publish : .force, showsProgress: !isJSON)
        let summary = TrainingSummary(trained, gate: gate, output: output, published: published)
        try StandardOutput.write(isJSON ? summary.json : summary.text)
        if let failure = published?.failure { throw failure }
    }

    private func train(_ recipe: Recipe, beside live: LiveModel, showsProgress: Bool) throws -> TrainedModel {
        var trainer = ModelTrainer(recipe, createdAt: try CreationTime.text())
        trainer.rival = live.manifest
        let progress = TrainingProgressLine(isShown: showsProgress)
        trainer.progress = { progress.show($0) }
        defer { progress.clear() }
        return try trainer.train()
    }

    private func repeatTraining(_ recipe: Recipe, path: String, isJSON: Bool) throws {
        let finding = try RepeatCheck(recipe, path: path).perform(showsProgress: !isJSON)
        try StandardOutput.write(isJSON ? finding.json : finding.text)
        if let failure = finding.failure { throw failure }
    }
}
