import Drift
import JobWire
import ModelFile
import ScoringEngine
import ScoringModel
import Synchronization

/// What one lane saw for drift: counted by the lane at the end of a batch, taken by the heartbeat.
///
/// The lane never waits: while the heartbeat takes, the batch goes by uncounted.
final class LaneDrift: Sendable {
    /// Since the last look.
    struct Seen: Sendable {
        let sha256: String
        let reference: DriftReference
        var counts: DriftCounts

        /// Of the same file, nothing counted.
        var emptied: Seen { Seen(sha256: sha256, reference: reference, counts: DriftCounts(reference)) }
    }

    private struct State {
        let sha256: String
        let outputs: OutputCalculator
        let width: Int
        let hasLabels: Bool
        /// Nil for a model without anything to compare with.
        var counter: DriftCounter?
        var sampler: RowSampler
        var places: [Int] = []
        var values: [Double] = []

        init(_ served: ServedModel, seed: UInt64) {
            let manifest = served.admitted.model.manifest
            let reference = DriftReference(manifest)
            sha256 = served.admitted.sha256
            outputs = served.admitted.outputs
            width = manifest.columnCount
            hasLabels = served.admitted.outputs.kinds.contains(.label)
            counter = reference.map { DriftCounter($0) }
            sampler = RowSampler(rowCost: reference?.rowCost ?? 1, seed: seed)
        }

        mutating func count(_ batch: JobBatch, _ margins: [Double]) {
            guard counter != nil else { return }
            sampler.choose(batch.rowFailures, at: .now, into: &places)
            counter?.noteScored(batch.rowCount)
            guard !places.isEmpty else { return }
            let (places, width) = (places, width)
            counter?.add(batch.rows.span, width: width, at: places)
            for place in places {
                values.removeAll(keepingCapacity: true)
                let row = place * outputs.margins..<(place + 1) * outputs.margins
                outputs.transform(margins.span.extracting(row), into: &values)
                let label = hasLabels ? outputs.labelIndex(values.span) : nil
                let score = outputs.scoreColumns.isEmpty ? values[label ?? 0] : values[outputs.scoreColumns.lowerBound]
                counter?.add(score: score, label: label)
            }
        }
    }

    private let state = Mutex<State?>(nil)
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    /// Counts a share of the rows of a batch that was scored. The lane's thread.
    func observe(_ batch: JobBatch, _ margins: [Double], by served: ServedModel) {
        _ = state.withLockIfAvailable { state in
            // By the file: where Redis was emptied, another one may come as the same version.
            if state?.sha256 != served.admitted.sha256 { state = State(served, seed: seed) }
            state?.count(batch, margins)
        }
    }

    /// What was counted since the last call; nil when that is nothing. The heartbeat's thread.
    func take() -> Seen? {
        state.withLock { state in
            guard let counter = state?.counter, let sha256 = state?.sha256, counter.counts.scored > 0,
                let counts = state?.counter?.take()
            else { return nil }
            return Seen(sha256: sha256, reference: counter.reference, counts: counts)
        }
    }
}
