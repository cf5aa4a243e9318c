/// What is logged, and where it goes.
package struct PredictionLogSettings: Sendable, Equatable {
    package enum Destination: Sendable, Equatable {
        case standardOutput
        case file(path: String)
        /// The stream of each model, `ModelKeys.predictions`.
        case redis
    }

    package var destination: Destination
    /// Share of the rows, above 0 up to 1.
    package var ratio: Double
    /// Whether the values of a row's columns are in its record.
    package var features: Bool
    /// Most probabilities in a record; the largest are taken.
    package var classes: Int
    /// Bytes at which a file is ended.
    package var fileBytes: Int
    /// Files that are kept, the one being written counted.
    package var files: Int
    /// Records that a stream keeps, about.
    package var streamLength: Int
    /// Bytes of rows that may wait to be written, in the whole worker; what comes above is dropped.
    package var bufferBytes: Int

    package init(
        destination: Destination, ratio: Double = 1, features: Bool = false, classes: Int = 8,
        fileBytes: Int = 64 << 20, files: Int = 5, streamLength: Int = 100_000, bufferBytes: Int = 16 << 20
    ) {
        self.destination = destination
        self.ratio = ratio
        self.features = features
        self.classes = classes
        self.fileBytes = fileBytes
        self.files = files
        self.streamLength = streamLength
        self.bufferBytes = bufferBytes
    }

    /// Why nothing could ever be written there; nil when it can, or may later.
    package var problem: String? {
        switch destination {
        case .standardOutput: DescriptorWriter.problem(ofStandardOutput: ())
        case .file(let path): FileSink.problem(path)
        case .redis: nil
        }
    }
}
