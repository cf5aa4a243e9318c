import PredictionLog
import Settings

extension PredictionLogSettings {
    /// The settings from all layers; nil when nothing is to be logged.
    init?(_ layers: SettingsLayers) throws(SettingsError) {
        let destination = try layers.value(.predictionLog)
        let ratio = try layers.value(.ratio("prediction-log-sample"))
        let settings = Self(
            destination: destination ?? .standardOutput, ratio: ratio,
            features: try layers.value(.flag("prediction-log-features")),
            classes: try layers.value(.integer("prediction-log-classes", default: 8, in: 1...1_000_000)),
            fileBytes: try layers.value(
                .integer("prediction-log-file-bytes", default: 64 << 20, in: 1 << 16...Int.max)),
            files: try layers.value(.integer("prediction-log-files", default: 5, in: 1...1000)),
            streamLength: try layers.value(.integer("prediction-log-length", default: 100_000, in: 1...Int.max)),
            bufferBytes: try layers.value(.integer("prediction-log-buffer", default: 16 << 20, in: 1 << 16...1 << 40)))
        guard destination != nil else { return nil }
        if let problem = settings.problem {
            throw SettingsError("\(layers.origin(of: "prediction-log")): \(problem)")
        }
        self = settings
    }
}

extension Setting where Value == PredictionLogSettings.Destination? {
    fileprivate static var predictionLog: Self {
        Setting("prediction-log", default: nil, expected: "off, stdout, redis or file:PATH") { text in
            switch text {
            case "off": .some(.none)
            case "stdout": .some(.standardOutput)
            case "redis": .some(.redis)
            case _ where text.hasPrefix("file:") && text.count > 5: .some(.file(path: String(text.dropFirst(5))))
            default: nil
            }
        }
    }
}

extension Setting where Value == Double {
    fileprivate static func ratio(_ name: String) -> Self {
        Setting(name, default: 1, expected: "a number above 0 and at most 1") { text in
            Double(text).flatMap { $0 > 0 && $0 <= 1 ? $0 : nil }
        }
    }
}
