import Glibc
import ScoringModel

/// What the name of a loss function says: the kind of model, how margins become predictions and predictions margins.
struct XGBoostObjective: Equatable {
    var name: String
    var task: Task
    var transform: OutputTransform
    /// How the file's base scores, which are predictions, become margins.
    var link: Link

    enum Link: Equatable { case identity, logit, logarithm, expectile }

    /// `version` wrote the file: the same objective is read differently by different releases.
    static func named(_ name: String, _ version: XGBoostVersion) throws(ModelImportError) -> XGBoostObjective {
        func regression(_ transform: OutputTransform, _ link: Link) -> Self {
            Self(name: name, task: .regression, transform: transform, link: link)
        }
        switch name {
        case "binary:logistic": return Self(name: name, task: .binary, transform: .logistic, link: .logit)
        case "binary:logitraw": return Self(name: name, task: .binary, transform: .identity, link: .identity)
        case "binary:hinge": return Self(name: name, task: .binary, transform: .hinge, link: .identity)
        case "multi:softprob", "multi:softmax":
            return Self(name: name, task: .multiclass, transform: .softmax, link: .identity)
        case "reg:logistic": return regression(.logistic, .logit)
        case "reg:squarederror", "reg:linear", "reg:absoluteerror", "reg:squaredlogerror", "reg:pseudohubererror":
            return regression(.identity, .identity)
        // From 3.4 quantiles are sorted, so that they can't cross.
        case "reg:quantileerror":
            return regression(version >= XGBoostVersion(major: 3, minor: 4, patch: 0) ? .sorted : .identity, .identity)
        case "reg:expectileerror": return regression(.expectile, .expectile)
        case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft":
            return regression(.exponential, .logarithm)
        case "rank:pairwise", "rank:ndcg", "rank:map":
            return Self(name: name, task: .ranking, transform: .identity, link: .identity)
        default:
            throw ModelImportError(
                "the objective \(name.prefix(60)) is unknown, so how its margins become predictions is too: docs/import.md "
                    + "lists those that are taken")
        }
    }

    /// The same for a model of several targets: labels, quantiles or expectiles.
    func ofTargets(_ count: Int) -> Self {
        var objective = self
        if count > 1 { objective.task = .multiTarget }
        // One quantile or expectile is its margin.
        if count <= 1, transform == .sorted || transform == .expectile { objective.transform = .identity }
        return objective
    }

    /// The margins of one base score per output, in Float as XGBoost computes them.
    ///
    /// Versions from 3.2 move a probability of 0 or 1 inside (`isClamped`); older ones can't use it.
    func margins(ofBaseScores scores: [Float], isClamped: Bool) throws(ModelImportError) -> [Float] {
        switch link {
        case .identity: return scores
        case .logit:
            return try scores.map { score throws(ModelImportError) in
                try logit(score, isClamped: isClamped)
            }
        case .logarithm:
            if let score = scores.first(where: { !($0 > 0) }) {
                throw ModelImportError("the base score of \(name) is \(score), expected a number above 0")
            }
            return scores.map { logf($0) }
        case .expectile:
            return scores.indices.map { index in
                index == 0 ? scores[0] : Self.inverseSoftplus(scores[index] - scores[index - 1] - Self.step)
            }
        }
    }

    private func logit(_ score: Float, isClamped: Bool) throws(ModelImportError) -> Float {
        let edge: Float = 1e-6
        let probability = isClamped && (0...1).contains(score) ? min(max(score, edge), 1 - edge) : score
        guard probability > 0, probability < 1 else {
            throw ModelImportError("the base score of \(name) is \(score), expected a probability between 0 and 1")
        }
        return -logf(1 / probability - 1)
    }

    /// What XGBoost keeps neighbouring expectiles apart by, and the smallest number whose inverse softplus it takes.
    private static let step: Float = 1e-6

    private static func inverseSoftplus(_ number: Float) -> Float {
        let number = max(number, step)
        return number + logf(-expm1f(-number))
    }
}
