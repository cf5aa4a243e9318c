import ArgumentParser
import ModelPublishing
import ModelRegistry
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
                "out": out, "publish": publish.asSetting, "force": force.asSetting, "json": json.asSetting,
            ]) { $1 })
        let isJSON = try layers.value(.flag("json"))
        let isForced = try layers.value(.flag("force"))
        let recipe = try Recipe.read(recipe)
        let publishes = try layers.value(.flag("publish"))
        let publisher = try publishes ? ModelPublisher(layers, defaults: recipe.publish.defaults) : nil
        var live = LiveModel.unknown
        if recipe.gate.comparesWithLive, publishes || layers.isSet("redis") {
            live = try LiveModelReader.read(recipe.name, ConnectionSettings(layers))
        }
        var trainer = ModelTrainer(recipe, createdAt: try CreationTime.text())
        trainer.rival = live.manifest
        var trained = try trainer.train()
        let verdict = try ModelGate(recipe.gate, trained, live: live).judge()
        verdict.record(in: &trained.model)
        let gate = GateTable(verdict, isForced: isForced)
        guard verdict.hasPassed || isForced else {
            let summary = TrainingSummary(trained, gate: gate)
            try StandardOutput.write(isJSON ? summary.json : summary.text)
            throw gate.failure
        }
        let output = try ModelOutput(trained.model, path: layers.value(.optionalText("out")))
        try output.write()
        let published = try publisher?.publish(
            output, how: verdict.hasPassed ? .publish : .force, showsProgress: !isJSON)
        let summary = TrainingSummary(trained, gate: gate, output: output, published: published)
        try StandardOutput.write(isJSON ? summary.json : summary.text)
        if let failure = published?.failure { throw failure }
    }
}
