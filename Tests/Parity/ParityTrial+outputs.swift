import ScoringEngine
import ScoringModel

extension ParityTrial {
    /// What callers read: n × `valueColumns` of the calculator, and n indexes into the class labels, none where the model
    /// has no classes.
    func outputs(_ calculator: OutputCalculator) -> (values: [Double], labels: [Double]) {
        var (all, labels): ([Double], [Double]) = ([], [])
        let groups = model.predictor.groupCount
        for start in stride(from: 0, to: margins.count, by: groups) {
            var values: [Double] = []
            calculator.transform(margins.span.extracting(start..<start + groups), into: &values)
            if !model.manifest.classLabels.isEmpty { labels.append(Double(calculator.labelIndex(values.span))) }
            all += values
        }
        return (all, labels)
    }
}
