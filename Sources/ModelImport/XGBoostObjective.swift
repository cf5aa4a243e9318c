import Glibc
import ScoringModel

/// What the name of a loss function says: the kind of model, how margins become predictions and predictions margins.
struct XGBoostObjective: Equatable {
    var name: String
    var task: Task
    var transform: OutputTransform
    /// How the file's base score, a prediction, becomes a margin.
    var link: Link

    enum Link: Equatable { case identity, logit, logarithm }

    static func named(_ name: String) throws(ModelImportError) -> XGBoostObjective {
        switch name {
        case "binary:logistic": Self(name: name, task: .binary, transform: .logistic, link: .logit)
        case "binary:logitraw": Self(name: name, task: .binary, transform: .identity, link: .identity)
        case "multi:softprob", "multi:softmax":
            Self(name: name, task: .multiclass, transform: .softmax, link: .identity)
        case "reg:logistic": Self(name: name, task: .regression, transform: .logistic, link: .logit)
        case "reg:squarederror", "reg:linear", "reg:absoluteerror", "reg:squaredlogerror", "reg:pseudohubererror":
            Self(name: name, task: .regression, transform: .identity, link: .identity)
        case "count:poisson", "reg:gamma", "reg:tweedie":
            Self(name: name, task: .regression, transform: .exponential, link: .logarithm)
        case "rank:pairwise", "rank:ndcg", "rank:map":
            Self(name: name, task: .ranking, transform: .identity, link: .identity)
        case "binary:hinge", "survival:cox", "survival:aft", "reg:quantileerror", "reg:expectileerror":
            throw ModelImportError("the objective \(name) has no counterpart here: \(Self.advice)")
        default:
            throw ModelImportError(
                "the objective \(name.prefix(60)) is unknown, so how its margins become predictions is too: \(Self.advice)"
            )
        }
    }

    private static let advice =
        "train with binary:logistic, multi:softprob, reg:squarederror, count:poisson or another objective of this kind"

    /// The margin of a base score, in Float as XGBoost computes it.
    ///
    /// Versions from 3.2 move a probability of 0 or 1 inside (`isClamped`); older ones can't use it.
    func margin(ofBaseScore score: Float, isClamped: Bool) throws(ModelImportError) -> Float {
        switch link {
        case .identity: return score
        case .logit:
            let edge: Float = 1e-6
            let probability = isClamped && (0...1).contains(score) ? min(max(score, edge), 1 - edge) : score
            guard probability > 0, probability < 1 else {
                throw ModelImportError(
                    "the base score of \(name) is \(score), expected a probability between 0 and 1")
            }
            return -logf(1 / probability - 1)
        case .logarithm:
            guard score > 0 else {
                throw ModelImportError("the base score of \(name) is \(score), expected a number above 0")
            }
            return logf(score)
        }
    }
}
