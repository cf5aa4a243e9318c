import JSONBytes
import ScoringModel

extension SchemaFindings {
    /// What a reader should do something about, the most important first.
    package var notes: [String] {
        var notes: [String] = []
        let suspects = columns.filter { $0.decision == .suspect }.map { $0.name.visible() }
        if !suspects.isEmpty {
            notes.append("CHECK \(suspects.joined(separator: ", ")): too good to be true; see above")
        }
        if rowCount < 50 {
            notes.append(
                "\(rowCount) rows are too few to judge a model by; from some hundred on the metrics mean something")
        }
        if let rare = target?.rareClass {
            let percent = DecimalNumber.shortest((rare.share * 1000).rounded() / 10)
            var note = "the class \(rare.name.visible()) is rare (\(percent)%): consider class_weights: balanced"
            // Weights move all probabilities: by the log loss such a model is worse than a trivial one.
            if target?.task == .binary { note += " with metric: auc and calibration: platt" }
            notes.append(note)
        }
        if let time = split.time {
            notes.append("dates: split.by_time: \(time.visible()) judges by the newest rows, as life will")
        }
        if let group = split.group {
            notes.append(
                "repeated keys: split.by_group: \(group.visible()) keeps rows that belong together on one side")
        }
        return notes
    }
}
