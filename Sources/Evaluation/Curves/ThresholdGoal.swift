/// What a decision threshold can be chosen for.
package enum ThresholdGoal: String, Sendable, CaseIterable {
    case f1
    case accuracy
    case balancedAccuracy = "balanced_accuracy"
    case mcc
    /// Recall plus specificity less 1 (Youden, 1950).
    case youden

    func value(_ counts: ConfusionCounts) -> Double {
        switch self {
        case .f1: counts.f1
        case .accuracy: counts.accuracy
        case .balancedAccuracy: counts.balancedAccuracy
        case .mcc: counts.mcc
        case .youden: counts.youden
        }
    }
}
