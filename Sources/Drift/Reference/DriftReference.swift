package import ScoringModel

/// What training saw, as far as later rows can be compared with it. Immutable; any thread.
package struct DriftReference: Sendable, Equatable {
    /// A model column with a histogram of training.
    package struct Column: Sendable, Equatable {
        /// In an encoded row.
        package let position: Int
        package let name: String
        package let kind: Feature.Kind
        /// A categorical feature whose codes have names.
        package let hasNames: Bool
        /// Of the bins, for people.
        package let titles: [String]
        package let statistics: FeatureStatistics
        package let histogram: BinnedCounts

        /// `titles` has one for each bin.
        package init(
            position: Int, name: String, kind: Feature.Kind, hasNames: Bool, titles: [String],
            statistics: FeatureStatistics, histogram: BinnedCounts
        ) {
            precondition(titles.count == histogram.bins.count, "a title for each bin")
            self.position = position
            self.name = name
            self.kind = kind
            self.hasNames = hasNames
            self.titles = titles
            self.statistics = statistics
            self.histogram = histogram
        }
    }

    /// Columns that are looked at; those behind them are not.
    package static let maximumColumns = 512

    package let columns: [Column]
    /// Nil where training wrote none.
    package let scores: ScoreStatistics?
    package let classLabels: [String]

    /// Of a valid manifest; nil when it has nothing to compare with.
    package init?(_ manifest: Manifest) {
        var known: [Column] = []
        for (position, feature) in manifest.columns.enumerated() where known.count < Self.maximumColumns {
            guard let statistics = feature.statistics, let histogram = statistics.histogram else { continue }
            known.append(
                Column(
                    position: position, name: feature.name, kind: feature.kind, hasNames: !feature.categories.isEmpty,
                    titles: histogram.titles(feature.categories), statistics: statistics, histogram: histogram))
        }
        self.init(columns: known, scores: manifest.scores, classLabels: manifest.classLabels)
    }

    package init?(columns: [Column], scores: ScoreStatistics?, classLabels: [String]) {
        guard !columns.isEmpty || scores?.histogram != nil || scores?.labels.isEmpty == false else { return nil }
        self.columns = columns
        self.scores = scores
        self.classLabels = classLabels
    }

    /// What looking at one row costs, in comparisons.
    package var rowCost: Int {
        columns.reduce(0) { $0 + 8 + $1.histogram.bins.count } + 16 + (scores?.histogram?.bins.count ?? 0)
    }
}
