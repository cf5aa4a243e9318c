import JSONBytes
import Keyspace
import ModelRegistry
import Testing

@testable import ModelPublishing

@Suite struct FollowCheckTests {
    private static let pointer = ModelPointer(
        version: 2, previous: 1, lastVersion: 2, generation: 2, sha256: "b", publishedAt: 0, publishedBy: "test")

    private static func worker(
        _ state: ModelState, _ version: Int?, sha256: String = "b", refused: Int? = nil
    ) -> WorkerRecord {
        WorkerRecord(
            id: "w", host: "h", pid: 1, startedAt: 0, state: state, version: version, sha256: sha256,
            refusedVersion: refused,
            reason: refused.map { _ in "bad" })
    }

    static let cases: [(ModelPointer?, [WorkerRecord], Int?, Int, FollowCheck)] = [
        (nil, [], nil, 1, .waiting("has no published version")),
        (pointer, [], nil, 1, .waiting("has no live worker")),
        (pointer, [worker(.ready, 2)], nil, 1, .ready(workers: 1, version: 2)),
        (pointer, [worker(.ready, 2)], nil, 2, .waiting("has 1 workers READY on version 2, not 2")),
        (pointer, [worker(.ready, 2), worker(.ready, 1)], nil, 1, .waiting("has 1 of 2 workers READY on version 2")),
        (
            pointer, [worker(.ready, 2), worker(.ready, 2, sha256: "of a Redis that was emptied")], nil, 1,
            .waiting("has 1 of 2 workers READY on version 2")
        ),
        (pointer, [worker(.loading, nil)], nil, 1, .waiting("has 0 of 1 workers READY on version 2")),
        (
            pointer, [worker(.ready, 2), worker(.refused, 1, refused: 2), worker(.ready, 1)], 2, 1,
            .refused([FollowCheck.Refusal(worker: "w", reason: "bad")], version: 2, undecided: 1)
        ),
        (pointer, [worker(.refused, 1, refused: 2)], 3, 1, .waiting("has version 2 live, not 3")),
        (pointer, [worker(.ready, 1)], 1, 1, .waiting("has version 2 live, not 1")),
    ]

    @Test("Workers follow when all that live serve the live version; a refusal is told at once", arguments: cases)
    func check(
        pointer: ModelPointer?, workers: [WorkerRecord], version: Int?, minimum: Int, expected: FollowCheck
    ) {
        #expect(FollowCheck(pointer, workers, version: version, minimum: minimum) == expected)
    }

    @Test(
        "Every end of a wait has its JSON",
        arguments: [
            (FollowCheck.ready(workers: 2, version: 3), #"{"ready":true,"version":3,"workers":2}"#),
            (
                .refused([FollowCheck.Refusal(worker: "w", reason: "bad")], version: 3, undecided: 0),
                #"{"ready":false,"version":3,"refused_by":"w","reason":"bad","refusals":[{"worker":"w","reason":"bad"}]}"#
            ),
            (
                .waiting("has no live worker"),
                #"{"ready":false,"version":null,"refused_by":null,"reason":"sample has no live worker"}"#
            ),
        ])
    func json(check: FollowCheck, expected: String) throws {
        let wait = FollowWait(try Keyspace().model("sample"), version: nil, limit: .zero)
        #expect(wait.json(check).line == expected + "\n")
    }
}
