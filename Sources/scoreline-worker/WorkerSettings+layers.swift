import Host
import Logging
import PredictionLog
import ScoringWorker
import Settings
import Telemetry

extension WorkerSettings {
    /// While one scores the others talk to Redis: four keep a core busy.
    private static var defaultLanes: Int { min(4 * HostLimits.usableCores, 1024) }

    /// The settings from all layers.
    init(_ layers: SettingsLayers) throws(SettingsError) {
        let models = try layers.value(.list("model"))
        guard !models.isEmpty else {
            throw SettingsError("name the model to serve: --model NAME, or SCORELINE_MODEL")
        }
        guard Set(models).count == models.count else {
            throw SettingsError("\(layers.origin(of: "model")): a name stands there twice")
        }
        self.init(
            models: models,
            lanes: try layers.value(.integer("lanes", default: Self.defaultLanes, in: 1...1024)),
            batchJobs: try layers.value(.integer("batch-jobs", default: 1024, in: 1...16_384)),
            batchBytes: try layers.value(.integer("batch-bytes", default: 1 << 20, in: 1...1 << 28)),
            linger: try layers.value(.milliseconds("linger", default: .zero, in: 0...10_000)),
            lease: try layers.value(.seconds("lease", default: .seconds(10), in: 0.5...3600)),
            stall: try layers.value(.seconds("stall", default: .seconds(60), in: 1...86_400)),
            drainTimeout: try layers.value(.seconds("drain-timeout", default: .seconds(25), in: 0...3600)),
            maximumResults: try layers.value(.optionalInteger("max-results", in: 1...Int.max)),
            once: try layers.value(.flag("once")),
            memoryBudget: try layers.value(
                .integer("memory-budget", default: HostLimits.memory / 5 * 4, in: 1...Int.max)),
            watchesDrift: try layers.value(.onOff("drift", default: true)),
            predictionLog: try PredictionLogSettings(layers))
    }
}

extension Setting where Value == ListenAddress? {
    /// Where the admin endpoint listens.
    static var adminAddress: Self { optionalAddress("admin", example: ListenAddress(host: "127.0.0.1", port: 9090)) }
}

extension Setting where Value == Logger.Level {
    static var logLevel: Self {
        Setting("log-level", default: .notice, expected: "one of trace, debug, info, notice, warning, error, critical")
        {
            Logger.Level(rawValue: $0)
        }
    }
}

extension Setting where Value == LogFormat {
    static var logFormat: Self {
        Setting("log-format", default: .text, expected: "text or json") { LogFormat(rawValue: $0) }
    }
}
