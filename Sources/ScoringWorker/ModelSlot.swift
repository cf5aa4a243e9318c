package import ModelFile
import Synchronization

/// One model version in service.
package struct ServedModel: Sendable {
    package let version: Int
    package let admitted: AdmittedModel
}

/// The version of one model that lanes score with: written by the watcher, read by lanes between two batches.
///
/// A lane keeps the version it uses and asks `serial` before each batch: one atomic load while nothing changes.
package final class ModelSlot: Sendable {
    private let current = Mutex<ServedModel?>(nil)
    private let counter = Atomic<UInt64>(0)

    package init() {}

    /// Rises with every swap; 0 as long as there is no model.
    package var serial: UInt64 { counter.load(ordering: .acquiring) }

    package var served: ServedModel? { current.withLock { $0 } }

    package func swap(in model: ServedModel) {
        current.withLock { $0 = model }
        counter.wrappingAdd(1, ordering: .releasing)
    }
}
