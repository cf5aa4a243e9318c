import Evaluation
import ScoringModel

/// One column as the rows have it: of the first part, which is what the model learnt from, or the data of an evaluation.
struct ColumnSummary: Sendable {
    struct Category: Sendable, Equatable {
        var name: String
        var count: Int
    }

    static let bins = 24
    /// Categories that are named; the rest is one number.
    static let shownCategories = 8

    let name: String
    let kind: String
    let count: Int
    let missing: Int
    let unseen: Int
    /// Nil for categories, and where everything is missing.
    let minimum: Float?
    let maximum: Float?
    let mean: Double?
    let standardDeviation: Double?
    /// Rows by value in bins of equal width from minimum to maximum; empty for categories.
    let histogram: [Int]
    /// The most frequent first.
    let categories: [Category]
    let otherCategories: Int
    /// In an evaluation: how these rows differ from those that the model learnt from.
    let drift: Drift?

    init(_ input: ReportInput, column position: Int) {
        let column = input.columns[position]
        let width = input.columns.count
        let encoded = input.parts[0].encoded
        let values = stride(from: position, to: encoded.count, by: width).map { encoded[$0] }
        let present = values.filter { !$0.isNaN }
        (name, kind, unseen) = (column.name, column.kind, column.unseen)
        count = values.count
        missing = values.count - present.count
        let sum = present.reduce(0.0) { $0 + Double($1) }
        let mean = present.isEmpty ? nil : sum / Double(present.count)
        let deviation = mean.map { mean in
            (present.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(present.count))
                .squareRoot()
        }
        let isCategorical = !column.categories.isEmpty
        minimum = isCategorical ? nil : present.min()
        maximum = isCategorical ? nil : present.max()
        self.mean = isCategorical ? nil : mean
        standardDeviation = isCategorical ? nil : deviation
        histogram = Self.histogram(present, from: minimum, to: maximum)
        var counts = [Int](repeating: 0, count: column.categories.count)
        if isCategorical {
            for value in present where counts.indices.contains(Int(value)) { counts[Int(value)] += 1 }
        }
        let ranked = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
        categories = ranked.prefix(Self.shownCategories).map {
            Category(name: column.categories[$0], count: counts[$0])
        }
        otherCategories = max(0, ranked.count - Self.shownCategories)
        if input.occasion == .evaluation, let known = column.statistics {
            drift = Drift(known, present, missing: missing, mean: self.mean)
        } else {
            drift = nil
        }
    }

    private static func histogram(_ values: [Float], from low: Float?, to high: Float?) -> [Int] {
        guard let low, let high else { return [] }
        let width = (Double(high) - Double(low)) / Double(bins)
        guard width > 0 else { return [values.count] }
        var counts = [Int](repeating: 0, count: bins)
        for value in values { counts[min(Int((Double(value) - Double(low)) / width), bins - 1)] += 1 }
        return counts
    }
}

/// How rows differ from those that a model learnt from, as far as the model file's statistics tell.
struct Drift: Sendable, Equatable {
    /// Share of missing values now less that in training.
    let missingShare: Double
    /// The mean now less that in training, in training's standard deviations; nil for categories and constants.
    let meanShift: Double?
    /// Share of the values that lie outside of training's range; nil for categories.
    let outside: Double?

    /// Worth a look: far beyond what chance does to any number of rows that is worth an evaluation.
    var isLarge: Bool { missingShare.magnitude > 0.05 || (meanShift?.magnitude ?? 0) > 0.5 || (outside ?? 0) > 0.01 }

    init?(_ known: FeatureStatistics, _ present: [Float], missing: Int, mean: Double?) {
        let count = present.count + missing
        guard count > 0, known.count > 0 else { return nil }
        missingShare = Double(missing) / Double(count) - Double(known.missing) / Double(known.count)
        if let mean, let before = known.mean, let deviation = known.standardDeviation, deviation > 0 {
            meanShift = (mean - before) / deviation
        } else {
            meanShift = nil
        }
        if mean != nil, let low = known.minimum, let high = known.maximum {
            outside = Double(present.count { $0 < low || $0 > high }) / Double(present.count)
        } else {
            outside = nil
        }
    }
}
