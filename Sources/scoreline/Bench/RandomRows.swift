import Evaluation
import JSONBytes
import ScoringModel

/// Rows that a model could have seen, the same in every run.
struct RandomRows {
    private var generator: SplitMix
    private let features: [Feature]

    init(_ features: [Feature], seed: UInt64 = 1) {
        self.features = features
        generator = SplitMix(seed: seed)
    }

    /// The next row as a JSON array in the order of the features: numbers of four decimals and dates of whole seconds in the
    /// range of training, categories by name.
    mutating func next() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for feature in features {
            switch feature.kind {
            case .boolean: writer.write(generator.next() & 1 == 1)
            case .categorical where !feature.categories.isEmpty:
                writer.write(feature.categories[generator.next(below: feature.categories.count)])
            case .categorical:
                // Codes: what training saw are whole numbers.
                let highest = max(0, Double(feature.statistics?.maximum ?? 0))
                writer.write((generator.unit() * highest).rounded())
            case .numeric:
                writer.write((number(in: feature, 0...1) * 10_000).rounded() / 10_000)
            case .date:
                // Training's range is in Float32, which may be a minute past the last date.
                let seconds = number(in: feature, 1_577_836_800...1_609_459_200)
                writer.write(
                    DateText.text(min(max(seconds, DateText.seconds.lowerBound), DateText.seconds.upperBound - 1)))
            }
        }
        writer.endArray()
        return writer.bytes
    }

    private mutating func number(in feature: Feature, _ standard: ClosedRange<Double>) -> Double {
        let low = feature.statistics?.minimum.map(Double.init) ?? standard.lowerBound
        let high = feature.statistics?.maximum.map(Double.init) ?? standard.upperBound
        return low + generator.unit() * (high - low)
    }
}
