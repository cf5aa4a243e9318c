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
    /// Of the features, in their order.
    let memberNames: MemberNames
    /// JSON that results repeat: members of a completed result, of its `parameters`, and of the probabilities' tensor.
    let resultMembers: [UInt8]
    let parameterMembers: [UInt8]
    let probabilityMembers: [UInt8]
    let labels: [[UInt8]]

    /// `encoder` and `outputs` are those of the manifest.
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
        // A Float64 counts as two numbers.
        let inputCost =
            encoder.isPlain ? encoder.columnCount : encoder.columnCount + 2 * encoder.features.count
        valuesPerRow = max(inputCost, outputs.margins + 2 * outputs.valueColumns + labelCost)
        memberNames = MemberNames(encoder.features.map(\.name))
        resultMembers = Self.members([
            ("model_name", .string(name)), ("model_version", .string(String(version))),
            ("status", .string("completed")),
        ])
        parameterMembers = Self.members([("model_sha256", .string(sha256))])
        let labelList = JSONValue.array(manifest.classLabels.map { .string($0) })
        probabilityMembers = Self.members([("parameters", .object([JSONValue.Member("labels", labelList)]))])
        labels = manifest.classLabels.map { label in
            var writer = JSONWriter()
            writer.write(label)
            return writer.bytes
        }
    }

    private static func members(_ members: [(String, JSONValue)]) -> [UInt8] {
        var writer = JSONWriter()
        for (name, value) in members {
            writer.key(name: name)
            writer.write(value)
        }
        return writer.bytes
    }
}
