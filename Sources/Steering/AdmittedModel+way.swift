package import ModelFile
package import ModelRegistry
import ScoringModel

extension AdmittedModel {
    /// A model that was taken past its own gate stays recognizable, whoever publishes its file.
    package var publishWay: PublishWay { model.manifest.training?.isForced == true ? .force : .publish }
}
