import JobQueue
import ModelRegistry
import Settings

@testable import Monitoring
@testable import scoreline

/// Looks that a test makes up.
enum WatchFixture {
    static func status(
        _ model: String = "penguins", jobs: Int = 0, inFlight: Int = 0, claimed: Int = 0, dead: Int = 0,
        isPaused: Bool = false, version: Int? = 3, workers: [WorkerRecord] = [worker()]
    ) -> ModelStatus {
        var depth = QueueDepth()
        depth.jobs = jobs
        depth.inFlight = inFlight
        depth.claimed = claimed
        depth.dead = dead
        depth.isPaused = isPaused
        let pointer = version.map {
            ModelPointer(
                version: $0, previous: nil, lastVersion: $0, generation: $0, sha256: "", publishedAt: 1_000_000,
                publishedBy: "ada")
        }
        return ModelStatus(model: model, depth: depth, pointer: pointer, workers: workers)
    }

    static func worker(_ id: String = "w1", rows: Int = 0, refused: Int? = nil) -> WorkerRecord {
        WorkerRecord(
            id: id, host: "host", pid: 1, startedAt: 0, state: refused == nil ? .ready : .refused, version: 3,
            refusedVersion: refused, reason: refused == nil ? nil : "damaged", rows: rows)
    }

    static func moment(_ seconds: Double) -> WatchState.Moment {
        WatchState.Moment(time: .seconds(seconds), milliseconds: 1_700_000_000_000 + Int(seconds * 1000))
    }

    static func state(_ models: [ModelStatus], model: String? = nil) -> WatchState {
        var state = WatchState(server: "redis://r", model: model, now: moment(0))
        state.note(StatusLook(models: models), at: moment(0))
        return state
    }

    static func lines(_ state: WatchState, columns: Int = 120, lines: Int = 12) -> [String] {
        WatchView(state: state, size: TerminalSize(columns: columns, lines: lines)).frame.lines.map(\.text)
    }
}
