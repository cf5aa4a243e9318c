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

    @Flag(help: "Make it the live version of the recipe's model.")
    var publish = false

    @OptionGroup var publishing: PublishOptions

    @Flag(help: "Write it even when it is no better than a trivial model.")
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
        let publisher = try layers.value(.flag("publish")) ? ModelPublisher(layers) : nil
        let recipe = try Recipe.read(recipe)
        let trained = try ModelTrainer(recipe, createdAt: CreationTime.text()).train()
        guard try trained.beatsBaseline || layers.value(.flag("force")) else {
            if !isJSON { try StandardOutput.write(TrainingSummary(trained).text) }
            throw ProgramFailure(
                .workFailed,
                "the model is no better than a trivial one, so nothing was written; change the recipe, or add --force")
        }
        let output = try ModelOutput(trained.model, path: layers.value(.optionalText("out")))
        try output.write()
        let published = try publisher?.publish(output, showsProgress: !isJSON)
        let summary = TrainingSummary(trained, output: output, published: published)
        try StandardOutput.write(isJSON ? summary.json : summary.text)
        if let failure = published?.failure { throw failure }
    }
}
