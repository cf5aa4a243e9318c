import ArgumentParser
import ModelPublishing
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
        let recipe = try Recipe.read(recipe)
        let publishes = try layers.value(.flag("publish"))
        let publisher = try publishes ? ModelPublisher(layers, defaults: recipe.publish.defaults) : nil
        let reports = try layers.value(.optionalText("report")).map(ReportWriter.init)
        let out = try layers.value(.optionalText("out"))
        if try layers.value(.flag("check")) {
            guard publisher == nil, reports == nil else {
                throw SettingsError("--check writes nothing; leave out --publish and --report")
            }
            let check = try RepeatCheck(recipe, path: ModelOutput.path(recipe.name, out))
            let finding = try check.perform()
            try StandardOutput.write(isJSON ? finding.json : finding.text)
            if let failure = finding.failure { throw failure }
            return
        }
        let gate = try GateCheck(recipe, layers, publishes: publishes)
        var trainer = ModelTrainer(recipe, createdAt: try CreationTime.text())
        trainer.rival = gate.live.manifest
        let progress = TrainingProgressLine()
        trainer.progress = { progress.show($0) }
        defer { progress.clear() }
        var trained = try trainer.train()
        progress.clear()
        let verdict = try gate.judge(&trained)
        guard verdict.isAccepted else {
            let summary = TrainingSummary(trained, gate: verdict)
            try StandardOutput.write(isJSON ? summary.json : summary.text)
            throw verdict.failure
        }
        let output = try ModelOutput(trained.model, path: out)
        try output.write()
        if let path = try layers.value(.optionalText("split-out")) { try SplitTable(trained).write(path) }
        try reports?.write(trained, output)
        let published = try publisher?.publish(output, how: verdict.way, showsProgress: !isJSON)
        let summary = TrainingSummary(trained, gate: verdict, output: output, published: published)
        try StandardOutput.write(isJSON ? summary.json : summary.text)
        if let failure = published?.failure { throw failure }
    }
}
