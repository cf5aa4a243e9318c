import JSONBytes
import JobWire
import ScoringEngine
import ScoringModel

/// One version of a model as one lane's records speak of it: what they repeat, as JSON already. Immutable; any thread.
final class PredictionSubject: Sendable {
    let outputs: OutputCalculator
    let isMultiTarget: Bool
    let isSingle: Bool
    let classLabels: [String]
    let classes: Int
    /// The columns that are logged; none without `--prediction-log-features`.
    let columns: [Feature]
    /// A record's id without its number.
    let idStart: [UInt8]
    /// Members of the event, and of its `data`.
    let eventMembers: [UInt8]
    let dataMembers: [UInt8]
    private let version: Int
    private let sha256: String

    /// `journal` is the name of the lane among all lanes of all workers.
    init(_ model: WireModel, _ settings: PredictionLogSettings, worker: String, journal: String) {
        outputs = model.outputs
        isMultiTarget = model.manifest.task == .multiTarget
        isSingle = model.outputs.precision == .float32
        classLabels = model.manifest.classLabels
        classes = settings.classes
        columns = settings.features ? model.manifest.columns : []
        idStart = Array("\(journal)-".utf8)
        version = model.version
        sha256 = model.sha256
        eventMembers = Self.members([
            ("specversion", "1.0"), ("type", "scoreline.prediction"), ("source", "/scoreline/workers/\(worker)"),
            ("subject", "\(model.name)/\(model.version)"), ("datacontenttype", "application/json"),
        ])
        dataMembers = Self.members([
            ("model_name", model.name), ("model_version", String(model.version)), ("model_sha256", model.sha256),
            ("worker", worker),
        ])
    }

    var marginCount: Int { outputs.margins }
    var loggedColumns: Int { columns.count }

    /// Whether it is the same version with the same content.
    func isOf(_ model: WireModel) -> Bool { version == model.version && sha256 == model.sha256 }

    private static func members(_ members: [(String, String)]) -> [UInt8] {
        var writer = JSONWriter()
        for (name, text) in members {
            writer.key(name: name)
            writer.write(text)
        }
        return writer.bytes
    }
}
