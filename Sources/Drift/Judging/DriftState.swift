/// What a comparison came to; a larger one is worse.
package enum DriftState: String, Sendable, Comparable, CaseIterable {
    case tooFewRows = "too_few_rows"
    case ok
    case warning
    case drift

    package static func < (one: DriftState, other: DriftState) -> Bool {
        (allCases.firstIndex(of: one) ?? 0) < (allCases.firstIndex(of: other) ?? 0)
    }

    /// Fewer rows say nothing: no test of these has any power.
    package static let fewestRows = 100
}
