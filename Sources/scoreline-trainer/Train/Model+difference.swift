import ScoringModel

extension Model {
    /// The first thing in which this model differs from another one of the same recipe, causes before consequences; nil for
    /// equal models.
    func difference(from other: Model) -> String? {
        let (mine, theirs) = (manifest.training, other.manifest.training)
        var pairs: [(what: String, mine: String?, theirs: String?)] = [
            ("the fingerprint of the data", mine?.dataSHA256, theirs?.dataSHA256),
            ("the hash of the recipe", mine?.recipeSHA256, theirs?.recipeSHA256),
            ("the program's version", mine?.programVersion, theirs?.programVersion),
            ("the library's version", manifest.source.libraryVersion, other.manifest.source.libraryVersion),
        ]
        for parameter in mine?.parameters ?? [] {
            pairs.append(("the parameter \(parameter.name)", parameter.value, theirs?.parameters.text(parameter.name)))
        }
        pairs.append(("the number of training rows", mine?.rows.description, theirs?.rows.description))
        for metric in mine?.metrics ?? [] {
            pairs.append(("the metric \(metric.name)", metric.value.description, theirs?.metrics.text(metric.name)))
        }
        if let pair = pairs.first(where: { $0.mine != $0.theirs }) {
            return "\(pair.what) is \(pair.mine ?? "not told"), and was \(pair.theirs ?? "not told")"
        }
        if predictor != other.predictor { return "the \(predictor.linear == nil ? "trees" : "weights") differ" }
        // Bits, because a missing value is no number and equals nothing.
        if golden.bits != other.golden.bits { return "the golden rows differ" }
        return manifest == other.manifest ? nil : "the manifest differs"
    }
}

extension GoldenRows {
    fileprivate var bits: [[UInt64]] { [rows.map(\.bitPattern), expected.map(\.bitPattern)] }
}

extension Sequence {
    /// The value of the first element with this name, for people.
    fileprivate func text<Value: CustomStringConvertible>(_ name: String) -> String?
    where Element == NamedValue<Value> { first { $0.name == name }?.value.description }
}
