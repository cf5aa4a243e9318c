/// The recipe's `calibration`: what makes probabilities of a binary model's margins.
package enum CalibrationChoice: String, Sendable, CaseIterable {
    /// The objective's own transform.
    case none
    /// A logistic curve over the margins, fitted on the validation rows.
    case platt
}
