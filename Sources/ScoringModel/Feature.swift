/// One field of a model's rows, and a column of what the model sees unless it is input-only.
package struct Feature: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case numeric
        /// The model sees a category's position in `categories`, or the code itself when there are no names.
        case categorical
        /// The model sees 0 or 1.
        case boolean
        /// Seconds since 1970 in Float64. Never a column: always input-only, for derived features.
        case date
    }

    /// What a category that training never saw becomes.
    package enum UnseenPolicy: String, Sendable, CaseIterable {
        case missing
        case error
    }

    package var name: String
    package var kind: Kind
    /// A row without a value for this feature fails.
    package var required: Bool
    /// Names in the order of their codes; empty for a categorical feature whose codes are sent as numbers.
    package var categories: [String]
    package var unseen: UnseenPolicy
    /// A number that stands for *missing* in this column, such as -999.
    package var missingSentinel: Float?
    /// Asked for in rows, as an input of derived features, but no column of the model.
    package var isInputOnly: Bool
    package var statistics: FeatureStatistics?

    package init(
        name: String, kind: Kind = .numeric, required: Bool = false, categories: [String] = [],
        unseen: UnseenPolicy = .missing, missingSentinel: Float? = nil, isInputOnly: Bool = false,
        statistics: FeatureStatistics? = nil
    ) {
        self.name = name
        self.kind = kind
        self.required = required
        self.categories = categories
        self.unseen = unseen
        self.missingSentinel = missingSentinel
        self.isInputOnly = isInputOnly
        self.statistics = statistics
    }
}

/// What training saw in one column, over encoded values.
package struct FeatureStatistics: Sendable, Equatable {
    package var count: Int
    package var missing: Int
    /// Nil when every value was missing.
    package var minimum: Float?
    package var maximum: Float?
    package var mean: Double?
    package var standardDeviation: Double?
    /// Of the values that were not missing; nil in files of older releases and of most imported models.
    package var histogram: BinnedCounts?

    package init(
        count: Int, missing: Int, minimum: Float? = nil, maximum: Float? = nil, mean: Double? = nil,
        standardDeviation: Double? = nil, histogram: BinnedCounts? = nil
    ) {
        self.count = count
        self.missing = missing
        self.minimum = minimum
        self.maximum = maximum
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.histogram = histogram
    }
}
