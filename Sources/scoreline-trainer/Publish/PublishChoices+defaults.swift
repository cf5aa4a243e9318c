import ModelPublishing
import ModelTraining

extension PublishChoices {
    /// What holds where no flag says otherwise.
    var defaults: PublishDefaults {
        var defaults = PublishDefaults()
        if let keep { defaults.keep = keep }
        if let wait { defaults.wait = .seconds(wait) }
        if let rollbackOnRefusal { defaults.rollbackOnRefusal = rollbackOnRefusal }
        return defaults
    }
}
