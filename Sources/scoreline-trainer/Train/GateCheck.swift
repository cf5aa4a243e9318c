import ModelTraining
import Settings

/// What stands between a trained model and its file.
struct GateCheck {
    let isForced: Bool

    /// Throws when the model must not be written.
    func apply(to trained: inout TrainedModel, isJSON: Bool) throws {
        guard trained.beatsBaseline || isForced else {
            if !isJSON { try StandardOutput.write(TrainingSummary(trained).text) }
            throw ProgramFailure(
                .workFailed,
                "the model is no better than a trivial one, so nothing was written; change the recipe, or add --force")
        }
    }
}
