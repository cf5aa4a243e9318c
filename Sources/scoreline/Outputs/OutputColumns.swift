import ScoringEngine
import ScoringModel
import Settings

/// The columns of a scored table behind its key: `label`, scores, probabilities, margins, `error`.
struct OutputColumns: Equatable {
    /// In the order of the columns.
    let kinds: [OutputKind]
    /// Of the numbers, whose digits depend on it.
    let precision: Precision
    let classLabels: [String]
    let scores: [String]
    let probabilities: [String]
    let margins: [String]

    /// `calculator` is the manifest's; without `wanted` the columns are what the model answers by itself.
    init(
        _ manifest: Manifest, _ calculator: OutputCalculator, wanted: [OutputKind]?
    ) throws(ProgramFailure) {
        let wanted = wanted ?? calculator.defaults
        for kind in wanted where !calculator.kinds.contains(kind) {
            let possible = calculator.kinds.map(\.rawValue).joined(separator: ", ")
            throw ProgramFailure(
                .usage,
                "\(manifest.name) is a \(manifest.task.rawValue) model and answers \(possible), not \(kind.rawValue)")
        }
        kinds = [.label, .score, .probabilities, .margin].filter { wanted.contains($0) }
        precision = manifest.precision
        classLabels = manifest.classLabels
        func names(_ stem: String, _ count: Int, labels: [String]) -> [String] {
            if count == 1 { return [stem] }
            return (0..<count).map { stem + "_" + (labels.count == count ? labels[$0] : String($0)) }
        }
        let hasScores = wanted.contains(.score)
        scores = hasScores ? names("score", calculator.scoreColumns.count, labels: []) : []
        probabilities = wanted.contains(.probabilities) ? classLabels.map { "probability_" + $0 } : []
        margins = wanted.contains(.margin) ? names("margin", calculator.margins, labels: classLabels) : []
    }

    var hasLabel: Bool { kinds.contains(.label) }

    /// Names of all columns but the key's.
    var names: [String] { (hasLabel ? ["label"] : []) + scores + probabilities + margins + ["error"] }
}

extension OutputKind {
    /// The kinds that were asked for; nil leaves it to the model.
    static func list(_ settings: CommandSettings) throws -> [OutputKind]? {
        guard let text = try settings.value(.optionalText("outputs", takesList: true)) else { return nil }
        return try list(text, origin: settings.origin(of: "outputs"))
    }

    /// Kinds from a list with commas.
    static func list(_ text: String, origin: String = "outputs") throws(SettingsError) -> [OutputKind] {
        var kinds: [OutputKind] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = OutputKind(rawValue: String(name)) else {
                let known = allCases.map(\.rawValue)
                let nearest = NearestName.find(String(name), among: known).map { "; did you mean \($0)?" }
                throw SettingsError(
                    "\(origin): there is no output \"\(name)\"\(nearest ?? "; there are \(known.joined(separator: ", "))")"
                )
            }
            kinds.append(kind)
        }
        return kinds
    }
}
