/// Rows of two classes by what they are and what a threshold makes of them; sums of weights.
package struct ConfusionCounts: Sendable, Equatable {
    package var truePositives = 0.0
    package var falsePositives = 0.0
    package var falseNegatives = 0.0
    package var trueNegatives = 0.0

    package init() {}

    package var total: Double { truePositives + falsePositives + falseNegatives + trueNegatives }
    package var accuracy: Double { share(truePositives + trueNegatives, total) }
    package var precision: Double { share(truePositives, truePositives + falsePositives) }
    package var recall: Double { share(truePositives, truePositives + falseNegatives) }
    package var specificity: Double { share(trueNegatives, trueNegatives + falsePositives) }
    package var f1: Double { share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }
    /// Share of all rows that are called positive.
    package var flaggedShare: Double { share(truePositives + falsePositives, total) }
    package var youden: Double { recall + specificity - 1 }

    /// The mean of the recalls of the classes that are there.
    package var balancedAccuracy: Double {
        if truePositives + falseNegatives == 0 { return specificity }
        if trueNegatives + falsePositives == 0 { return recall }
        return (recall + specificity) / 2
    }

    /// Matthews' correlation coefficient; 0 where one class or one answer is absent.
    package var mcc: Double {
        let product =
            ((truePositives + falsePositives) * (truePositives + falseNegatives)).squareRoot()
            * ((trueNegatives + falsePositives) * (trueNegatives + falseNegatives)).squareRoot()
        return share(truePositives * trueNegatives - falsePositives * falseNegatives, product)
    }

    /// 0 of nothing is 0, as scikit-learn's default is.
    private func share(_ part: Double, _ whole: Double) -> Double { whole > 0 ? part / whole : 0 }
}
