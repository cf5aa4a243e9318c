package import ScoringModel

/// One feature's rows beside training's.
package struct FeatureDrift: Sendable, Equatable {
    /// What is unlike training.
    package enum Reason: String, Sendable {
        case distribution, missing, unseen
        case outOfRange = "out_of_range"
    }

    package let name: String
    package let kind: Feature.Kind
    /// What the bins of `distribution` are, in words.
    package let bins: [String]
    /// Nil when training or the rows have no value.
    package let distribution: DistributionChange?
    package let missing: RateChange?
    /// Of a categorical feature: categories that training never saw.
    package let unseen: RateChange?
    /// Of a numeric feature: values outside of the range of training.
    package let outOfRange: RateChange?
    /// Nil of a categorical feature, and without values.
    package let mean: Double?
    package let standardDeviation: Double?
    package let trainingMean: Double?
    package let trainingStandardDeviation: Double?

    package init(_ column: DriftReference.Column, _ seen: DriftCounts.Column, rows: Int) {
        let training = column.statistics
        name = column.name
        kind = column.kind
        bins = column.titles
        distribution = DistributionChange(training: column.histogram.counts, found: seen.bins)
        missing = RateChange(
            found: seen.missing, of: rows, training: training.missing, of: training.count, limits: .missing)
        unseen =
            column.kind == .categorical
            ? RateChange(found: seen.unseen, of: rows, training: 0, of: training.count, limits: .new) : nil
        outOfRange =
            column.kind == .numeric && training.minimum != nil
            ? RateChange(found: seen.outside, of: rows, training: 0, of: training.count, limits: .new) : nil
        let present = Double(seen.bins.reduce(0, +))
        let offset = seen.sum / present
        let isNumber = column.kind != .categorical && present > 0 && offset.isFinite && seen.squares.isFinite
        mean = isNumber ? (training.mean ?? 0) + offset : nil
        standardDeviation = isNumber ? max(0, seen.squares / present - offset * offset).squareRoot() : nil
        trainingMean = training.mean
        trainingStandardDeviation = training.standardDeviation
    }

    package var state: DriftState { checks.map(\.state).max() ?? .tooFewRows }

    /// What is worse than ok.
    package var reasons: [Reason] { checks.filter { $0.state > .ok }.map(\.reason) }

    private var checks: [(reason: Reason, state: DriftState)] {
        let checks: [(Reason, DriftState?)] = [
            (.distribution, distribution?.state), (.missing, missing?.state), (.unseen, unseen?.state),
            (.outOfRange, outOfRange?.state),
        ]
        return checks.compactMap { reason, state in state.map { (reason, $0) } }
    }
}
