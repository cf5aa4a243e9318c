import JSONBytes
package import ScoringEngine
package import ScoringModel

/// A model as results speak of it. Immutable; any thread.
package struct WireModel: Sendable {
    package let name: String
    package let version: Int
    /// Lower-case hex of the model file.
    package let sha256: String
    package let manifest: Manifest
    package let encoder: RowEncoder
    package let outputs: OutputCalculator

    /// The most that one row costs, in numbers: what it takes in or gives back.
    let valuesPerRow: Int
    /// JSON of what every result repeats.
    let quotedName: [UInt8]
    let quotedVersion: [UInt8]
    let quotedSHA256: [UInt8]
    let quotedLabels: [[UInt8]]
    let labelList: [UInt8]

    /// - Parameters:
    ///   - sha256: lower-case hex of the model file.
    ///   - encoder: of the manifest's features.
    ///   - outputs: of the manifest.
    package init(
        name: String, version: Int, sha256: String, manifest: Manifest, encoder: RowEncoder, outputs: OutputCalculator
    ) {
        self.name = name
        self.version = version
        self.sha256 = sha256
        self.manifest = manifest
        self.encoder = encoder
        self.outputs = outputs
        // A label counts as one number per 16 bytes.
        let labelCost = manifest.classLabels.map { $0.utf8.count / 16 + 1 }.max() ?? 0
        valuesPerRow = max(
            manifest.features.count, outputs.margins + 2 * outputs.valueColumns + labelCost)
        quotedName = Self.json(.string(name))
        quotedVersion = Self.json(.string(String(version)))
        quotedSHA256 = Self.json(.string(sha256))
        quotedLabels = manifest.classLabels.map { Self.json(.string($0)) }
        labelList = Self.json(.array(manifest.classLabels.map { .string($0) }))
    }

    private static func json(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(value)
        return writer.bytes
    }
}
