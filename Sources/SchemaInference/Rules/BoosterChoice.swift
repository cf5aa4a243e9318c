/// XGBoost's settings for a first model, by the table's size: small tables get small trees and no stopping rule that a
/// handful of validation rows would have to decide.
package struct BoosterChoice: Sendable, Equatable {
    package let rounds: Int
    /// Nil: never before `rounds`.
    package let earlyStopping: Int?
    package let validation: Double
    package let eta: Double
    package let maxDepth: Int
    package let minChildWeight: Double
    package let subsample: Double
    package let columnSample: Double

    init(rows: Int, features: Int) {
        switch rows {
        case ..<100: (rounds, earlyStopping, eta, maxDepth) = (50, nil, 0.1, 2)
        case ..<1000: (rounds, earlyStopping, eta, maxDepth) = (300, 30, 0.05, 3)
        case ..<10_000: (rounds, earlyStopping, eta, maxDepth) = (500, 30, 0.05, 4)
        case ..<100_000: (rounds, earlyStopping, eta, maxDepth) = (500, 20, 0.1, 6)
        default: (rounds, earlyStopping, eta, maxDepth) = (500, 20, 0.1, 8)
        }
        validation = rows < 100 ? 0.3 : rows < 1_000_000 ? 0.2 : 0.1
        // The default of 1 would forbid every split of a table of five rows.
        minChildWeight = rows < 50 ? 0.1 : rows < 10_000 ? 1 : 5
        subsample = rows < 50 ? 1 : 0.8
        columnSample = features > 50 ? 0.5 : features > 10 ? 0.8 : 1
    }
}
