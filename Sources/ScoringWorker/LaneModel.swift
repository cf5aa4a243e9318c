import CoreMetrics
import JobWire
import ModelFile
import ScoringModel

/// A served version with what a lane derives from it once.
struct LaneModel {
    let served: ServedModel
    let wire: WireModel
    let rows: Counter

    init(_ served: ServedModel, name: String, metrics: WorkerMetrics) {
        self.served = served
        let admitted = served.admitted
        wire = WireModel(
            name: name, version: served.version, sha256: admitted.sha256, manifest: admitted.model.manifest,
            encoder: admitted.encoder, outputs: admitted.outputs)
        rows = metrics.rows(version: served.version)
    }
}
