import Synchronization

/// How much memory the models of one process take: what the gate holds against the budget. Any thread.
final class MemoryLedger: Sendable {
    private let bytes = Mutex<[String: Int]>([:])

    /// Of all models in service.
    var total: Int { bytes.withLock { $0.values.reduce(0, +) } }

    func note(_ count: Int, for model: String) { bytes.withLock { $0[model] = count } }
}
