package import JSONBytes
import ModelImport
import ScoringEngine
import ScoringModel

extension ParityTrial {
    /// Answers a line with an object; what goes wrong becomes its member `error`.
    package static func answer(to line: String, _ writer: inout JSONWriter) {
        writer.beginObject()
        do {
            let request = try ParityRequest(json: line)
            let trial = try ParityTrial(request)
            let calculator = OutputCalculator(trial.model.manifest, groupCount: trial.model.predictor.groupCount)
            if let out = request.out {
                let (values, labels) = trial.outputs(calculator)
                try RawValues.write(trial.margins, to: "\(out).margins")
                try RawValues.write(values, to: "\(out).outputs")
                try RawValues.write(labels, to: "\(out).labels")
            }
            trial.write(calculator, to: &writer)
        } catch {
            writer.key("error")
            writer.write("\(error)")
        }
        writer.endObject()
    }

    private func write(_ calculator: OutputCalculator, to writer: inout JSONWriter) {
        let texts: [(name: String, value: String)] = [
            ("precision", model.predictor.precision.rawValue), ("task", imported.task.rawValue),
            ("transform", imported.transform.rawValue), ("objective", imported.objective),
            ("libraryVersion", imported.source.libraryVersion),
            ("layout", BatchScorer(model.predictor, featureCount: imported.featureNames.count).layout.name),
        ]
        for text in texts {
            writer.key(name: text.name)
            writer.write(text.value)
        }
        let numbers: [(name: String, value: Int)] = [
            ("groups", model.predictor.groupCount), ("firstScore", calculator.scoreColumns.lowerBound),
        ]
        for number in numbers {
            writer.key(name: number.name)
            writer.write(number.value)
        }
        writer.key("classLabels")
        writer.beginArray()
        for label in model.manifest.classLabels { writer.write(label) }
        writer.endArray()
        writer.key("notes")
        writer.beginArray()
        for note in imported.notes { writer.write(note) }
        writer.endArray()
        writer.key("differences")
        writer.beginArray()
        for kernel in Kernel.supported {
            let scorer = BatchScorer(model.predictor, featureCount: imported.featureNames.count, kernel: kernel)
            for difference in differences(of: scorer) { writer.write(difference.description) }
        }
        writer.endArray()
    }
}

extension ParityTrial.Difference: CustomStringConvertible {
    package var description: String {
        "\(way): row \(row), margin \(group): the reference scorer says \(expected), this one \(found)"
    }
}
