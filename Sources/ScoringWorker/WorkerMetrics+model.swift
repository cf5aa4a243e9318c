import CoreMetrics
import ModelFile
import ModelRegistry
import Telemetry

/// Why a version was refused; values of the label `reason` of `scoreline_model_refusals_total`.
enum RefusalReason: String, Sendable, CaseIterable {
    /// The version that the pointer names is not there.
    case missing
    /// Not the bytes that were published.
    case checksum
    /// More bytes than a model may have.
    case size
    /// The bytes are no model file, or contradict themselves.
    case file
    /// With it the models would take more memory than they may.
    case memory
    /// The golden rows are not answered as the model says.
    case golden

    init(_ error: GateError) {
        self =
            switch error.kind {
            case .file, .name: .file
            case .memory: .memory
            case .golden: .golden
            }
    }

    /// For errors that condemn a version.
    init(_ error: RegistryError) {
        self =
            switch error.kind {
            case .checksumMismatch: .checksum
            case .tooLarge: .size
            default: .missing
            }
    }
}

extension WorkerMetrics {
    func rows(version: Int) -> Counter {
        versions.rows(of: version) {
            scope.counter(
                "scoreline_rows_total", ["model_version": "\(version)"], help: "Rows scored, by model version.")
        }
    }

    func refused(because reason: RefusalReason) {
        refusedReloads.increment()
        refusals[reason]?.increment()
    }

    func show(_ state: ModelState) {
        for (other, series) in states { series.set(other == state ? 1 : 0) }
    }

    /// Replaces the information on the version in service. The watcher's thread only.
    func show(_ new: ServedModel, replacing old: ServedModel?) {
        if let old { information(on: old).destroy() }
        information(on: new).set(1)
    }

    private func information(on served: ServedModel) -> Meter {
        scope.gauge(
            "scoreline_model_info", ["model_version": "\(served.version)", "sha256": served.admitted.sha256],
            help: "The version in service.")
    }
}
