import ModelRegistry
import ModelTraining
import Settings

/// What stands between a trained model and its file: the recipe's gate, and `--force`.
struct GateCheck {
    /// What is live, where a condition asks for it.
    let live: LiveModel
    private let choices: GateChoices
    private let isForced: Bool

    /// Reads the live model before the training, when it is to be published or a Redis is named.
    init(_ recipe: Recipe, _ layers: SettingsLayers, publishes: Bool) throws {
        choices = recipe.gate
        isForced = try layers.value(.flag("force"))
        let isAsked = choices.comparesWithLive && (publishes || layers.isSet("redis"))
        live = try isAsked ? LiveModelReader.read(recipe.name, ConnectionSettings(layers)) : .unknown
    }

    /// Writes what it finds into the manifest.
    func judge(_ trained: inout TrainedModel) throws -> GateFinding {
        let verdict = try ModelGate(choices, trained, live: live).judge()
        verdict.record(in: &trained.model)
        return GateFinding(verdict, isForced: isForced)
    }
}
