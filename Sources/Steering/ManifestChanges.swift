import ScoringModel
import Settings

/// What those notice who send rows to a model or read its results, beside other numbers, when another version takes over.
struct ManifestChanges {
    /// Each without a full stop; none where a model was only trained anew. Names are cut, and safe to print.
    private(set) var sentences: [String] = []
    private static let most = 10
    private static let shownNames = 5

    init(from former: Manifest, to manifest: Manifest) {
        compareResults(former, manifest)
        compareRows(former.features, manifest.features)
        guard sentences.count > Self.most else { return }
        let others = sentences.count - Self.most
        sentences = sentences.prefix(Self.most) + ["\(others) more"]
    }

    private mutating func compareResults(_ former: Manifest, _ manifest: Manifest) {
        guard manifest.task == former.task else {
            return sentences.append("the task is \(manifest.task.rawValue), not \(former.task.rawValue)")
        }
        let (before, now) = (former.classLabels, manifest.classLabels)
        guard now == before else {
            return sentences.append("the classes are \(Self.list(now)); they were \(Self.list(before))")
        }
        // The former one comes from Redis and is not verified.
        guard manifest.task == .binary, manifest.positiveClass != former.positiveClass,
            now.indices.contains(manifest.positiveClass), now.indices.contains(former.positiveClass)
        else { return }
        sentences.append(
            "the score is that of \(Self.list([now[manifest.positiveClass]])), not of \(Self.list([now[former.positiveClass]]))"
        )
    }

    private mutating func compareRows(_ former: [Feature], _ features: [Feature]) {
        let before = Dictionary(former.map { ($0.name, $0) }) { first, _ in first }
        let names = Set(features.map(\.name))
        tell("rows fail without", features.filter { $0.required && before[$0.name]?.required != true })
        tell(
            "new features, missing in rows that do not send them:",
            features.filter { !$0.required && before[$0.name] == nil })
        tell("features it no longer has, ignored in rows that send them:", former.filter { !names.contains($0.name) })
        if features.count != former.count {
            sentences.append("array rows must have \(features.count) values, not \(former.count)")
        } else if let place = features.indices.first(where: { features[$0].name != former[$0].name }) {
            sentences.append(
                "value \(place + 1) of array rows is read as \(Self.list([features[place].name])), not as "
                    + Self.list([former[place].name]))
        }
        for feature in features {
            if let before = before[feature.name] { compareValues(before, feature) }
        }
    }

    private mutating func compareValues(_ former: Feature, _ feature: Feature) {
        let name = Self.list([feature.name])
        guard feature.kind == former.kind else {
            return sentences.append("\(name) is \(feature.kind.rawValue), not \(former.kind.rawValue)")
        }
        guard feature.categories.isEmpty == former.categories.isEmpty else {
            let (now, before) = feature.categories.isEmpty ? ("codes", "names") : ("names", "codes")
            return sentences.append("\(name) takes \(now) of categories, not \(before)")
        }
        let known = Set(feature.categories)
        let lost = former.categories.filter { !known.contains($0) }
        if !lost.isEmpty { sentences.append("\(name) no longer knows the categories \(Self.list(lost))") }
    }

    private mutating func tell(_ what: String, _ features: [Feature]) {
        if !features.isEmpty { sentences.append("\(what) \(Self.list(features.map(\.name)))") }
    }

    private static func list(_ names: [String]) -> String {
        let others = names.count - shownNames
        return names.prefix(shownNames).map { VisibleText.line($0) }.joined(separator: ", ")
            + (others > 0 ? " and \(others) more" : "")
    }
}
