import ModelFile
import ModelRegistry

extension AdmittedModel {
    /// A model that was trained past its own gate stays recognizable, whoever publishes its file.
    var publishWay: PublishWay { .publish }
}
