package import ScoringModel

/// What a foreign model file says about its model. It can't say everything: class labels, the number that means missing
/// and the wanted threshold are the importing program's to add.
package struct ImportedModel: Sendable, Equatable {
    /// Of trees only nodes that a row can reach; passes `Model.validate`.
    package var predictor: Predictor
    /// `f0`, `f1`, … where the file has no names.
    package var featureNames: [String]
    /// `numeric` or `categorical`; files don't tell booleans from numbers.
    package var featureKinds: [Feature.Kind]
    /// Per feature the categories in the order of their codes; empty where the codes themselves are sent.
    package var categories: [[String]]
    package var task: Task
    package var transform: OutputTransform
    /// As in `Manifest`.
    package var marginDivisor: Double = 1
    /// As in `Manifest`.
    package var sigmoid: Double = 1
    /// Names of the classes, where the file has them.
    package var classLabels: [String] = []
    /// 2 for `binary`, 0 for other tasks than classification.
    package var classCount: Int
    /// `binary`: the least score of the positive class where it is not 0.5.
    package var decisionThreshold: Float?
    /// Per feature, whether rows must have it; empty where none is.
    package var requiredFeatures: [Bool] = []
    /// The library's own name of the loss, such as `binary:logistic`.
    package var objective: String
    /// Iterations that were taken.
    package var iterationRange: Range<Int>
    /// Iterations that the file has.
    package var iterationCount: Int
    /// Best iteration of early stopping, counted from 0, if the file names one.
    package var bestIteration: Int?
    package var source: Source
    /// Sentences for the user about choices made and things worth a check.
    package var notes: [String]
}
