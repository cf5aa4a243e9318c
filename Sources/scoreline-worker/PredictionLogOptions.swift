import ArgumentParser

/// The flags of the prediction log.
struct PredictionLogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Log what is scored: off, stdout, redis or file:PATH. Default off.", valueName: "where"))
    var predictionLog: String?

    @Option(help: ArgumentHelp("Share of the rows to log, such as 0.1. Default 1.", valueName: "ratio"))
    var predictionLogSample: String?

    @Flag(help: "Log the features of each row too.")
    var predictionLogFeatures = false

    @Option(help: ArgumentHelp("Most probabilities of a record, the largest. Default 8.", valueName: "n"))
    var predictionLogClasses: String?

    @Option(help: ArgumentHelp("Begin another file at that size. Default 67108864.", valueName: "bytes"))
    var predictionLogFileBytes: String?

    @Option(help: ArgumentHelp("Files to keep, the current one counted. Default 5.", valueName: "n"))
    var predictionLogFiles: String?

    @Option(help: ArgumentHelp("Records that the stream in Redis keeps, about. Default 100000.", valueName: "n"))
    var predictionLogLength: String?

    @Option(
        help: ArgumentHelp(
            "Bytes of rows that may wait to be written; others are dropped. Default 16777216.", valueName: "bytes"))
    var predictionLogBuffer: String?

    /// As the layers of the settings take them.
    var flags: [String: String?] {
        [
            "prediction-log": predictionLog, "prediction-log-sample": predictionLogSample,
            "prediction-log-features": predictionLogFeatures ? "true" : nil,
            "prediction-log-classes": predictionLogClasses, "prediction-log-file-bytes": predictionLogFileBytes,
            "prediction-log-files": predictionLogFiles, "prediction-log-length": predictionLogLength,
            "prediction-log-buffer": predictionLogBuffer,
        ]
    }
}
