import ModelRegistry
import Testing

@Suite struct RolloutProgressTests {
    private func worker(_ id: String, _ state: ModelState, _ version: Int?, refused: Int? = nil) -> WorkerRecord {
        WorkerRecord(
            id: id, host: "h", pid: 1, startedAt: 0, state: state, version: version, refusedVersion: refused)
    }

    @Test("A rollout is done when every worker serves the version, and never without a worker")
    func done() {
        #expect(RolloutProgress(of: 2, in: [worker("a", .ready, 2), worker("b", .ready, 2)]) == .done)
        #expect(RolloutProgress(of: 2, in: []) == .waiting([]))
    }

    @Test("It waits for workers that load, serve another version, or refused another one")
    func waiting() {
        let behind = [
            worker("a", .loading, nil), worker("b", .ready, 1), worker("c", .ready, 3),
            worker("d", .refused, 1, refused: 3), worker("e", .refused, 2, refused: 3),
        ]
        #expect(RolloutProgress(of: 2, in: behind + [worker("f", .ready, 2)]) == .waiting(behind))
    }

    @Test("One worker that refused the version ends it, whatever the others do")
    func refused() {
        let refusing = worker("b", .refused, 1, refused: 2)
        let records = [worker("a", .ready, 2), refusing, worker("c", .ready, 1)]
        #expect(RolloutProgress(of: 2, in: records) == .refused([refusing]))
    }
}
