import TestSupport

/// A real worker process of the scene.
package final class Worker {
    package enum Fate {
        /// It must live until the driver stops it.
        case lives
        /// Stopped by SIGSTOP, to be continued.
        case frozen
        /// No fault chooses it.
        case spared
        /// The driver killed it, or let it be killed.
        case dies
        case stopped
    }

    let process: ChildProcess
    package let shape: WorkerShape
    var fate = Fate.lives
    /// The first part of its claims' ids, once its record was seen.
    var identity: String?

    init(_ process: ChildProcess, _ shape: WorkerShape) {
        self.process = process
        self.shape = shape
    }

    /// Whether nobody can expect that it removed its record: it was killed, or ended in the middle of a batch because its
    /// time to stop was over. Its record expires.
    var maySpareItsRecord: Bool {
        fate == .dies || (fate == .stopped && process.errors.contains("does not let go"))
    }
}
