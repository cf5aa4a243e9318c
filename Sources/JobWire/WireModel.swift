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
    /// JSON that results repeat: what stands in front of the outputs of a completed result, and in its `parameters` up to the
    /// number of the attempt.
    let resultMembers: [UInt8]
    let parameterMembers: [UInt8]
    let frames: Frames
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
        resultMembers = Self.json { writer in
            writer.key("model_name")
            writer.write(name)
            writer.key("model_version")
            writer.write(String(version))
            writer.key("status")
            writer.write(literal: "completed")
            writer.key("outputs")
            writer.beginArray()
        }
        parameterMembers = Self.json { writer in
            writer.key("parameters")
            writer.beginObject()
            writer.key("model_sha256")
            writer.write(sha256)
            writer.key("attempt")
        }
        frames = Frames(manifest, outputs)
        labels = manifest.classLabels.map { label in
            Self.json { $0.write(label) }
        }
    }

    private static func json(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        return writer.bytes
    }

    /// One for each output.
    struct Frames: Sendable {
        let score: TensorFrame
        let probabilities: TensorFrame
        let label: TensorFrame
        let margin: TensorFrame

        fileprivate init(_ manifest: Manifest, _ outputs: OutputCalculator) {
            let numbers: StaticString = manifest.precision == .float32 ? "FP32" : "FP64"
            let scores = manifest.task == .multiTarget ? outputs.scoreColumns.count : nil
            score = TensorFrame("score", numbers, columns: scores)
            label = TensorFrame("label", "BYTES")
            margin = TensorFrame("margin", numbers, columns: outputs.margins > 1 ? outputs.margins : nil)
            let labels = JSONValue.object([JSONValue.Member("labels", .array(manifest.classLabels.map { .string($0) }))]
            )
            let members = WireModel.json { writer in
                writer.key("parameters")
                writer.write(labels)
            }
            probabilities = TensorFrame("probabilities", numbers, columns: outputs.probabilities, members: members)
        }
    }
}
