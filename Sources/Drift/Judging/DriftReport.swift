import ScoringModel

/// Rows of a model beside those that it was trained on.
package struct DriftReport: Sendable, Equatable {
    /// Rows that were scored, and those of them that were looked at.
    package let scored: Int
    package let rows: Int
    /// In the model's order.
    package let features: [FeatureDrift]
    /// Of the score; nil where training wrote no histogram of it, or nothing was scored.
    package let score: DistributionChange?
    package let scoreBins: [String]
    /// Of the class labels.
    package let labels: DistributionChange?
    package let classLabels: [String]

    /// `counts` has the shape of the reference.
    package init(_ reference: DriftReference, _ counts: DriftCounts) {
        precondition(counts.hasShape(of: DriftCounts(reference)), "counts of this reference")
        scored = counts.scored
        rows = counts.rows
        features = zip(reference.columns, counts.columns).map { FeatureDrift($0, $1, rows: counts.rows) }
        score = reference.scores?.histogram.flatMap {
            DistributionChange(training: $0.counts, found: counts.scores)
        }
        scoreBins = reference.scores?.histogram?.titles() ?? []
        labels = (reference.scores?.labels).flatMap { DistributionChange(training: $0, found: counts.labels) }
        classLabels = reference.classLabels
    }

    /// The worst of all.
    package var state: DriftState {
        (features.map(\.state) + [score?.state, labels?.state].compactMap { $0 }).max() ?? .tooFewRows
    }

    /// Those that are unlike training, the worst first.
    package var drifted: [FeatureDrift] {
        features.filter { $0.state > .ok }.sorted {
            ($0.state, $0.distribution?.psi ?? 0) > ($1.state, $1.distribution?.psi ?? 0)
        }
    }

    /// How many of score and labels are in the state drift.
    package var driftedScores: Int { [score?.state, labels?.state].count { $0 == .drift } }

    /// The larger index of score and labels.
    package var scorePSI: Double? { [score?.psi, labels?.psi].compactMap { $0 }.max() }

    /// The share of the scored rows that was looked at.
    package var sampledRatio: Double? { scored > 0 ? Double(rows) / Double(scored) : nil }
}
