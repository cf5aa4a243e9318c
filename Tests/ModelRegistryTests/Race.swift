import Foundation
import Redis
import Synchronization
import TestSupport

/// Threads that do the same at the same moment, round by round.
final class Race: Sendable {
    struct Turn {
        let thread: Int
        let round: Int
    }

    private let threads: Int
    private let arrived = Atomic<Int>(0)
    private let failures = Mutex<[any Error]>([])

    private init(threads: Int) { self.threads = threads }

    /// Returns what was thrown; a thread that failed goes on with the next round.
    static func run(
        threads: Int, rounds: Int, _ fixture: Fixture,
        _ body: @escaping @Sendable (Turn, inout RedisConnection) throws -> Void
    ) -> [any Error] {
        let race = Race(threads: threads)
        let finished = DispatchGroup()
        let configuration = fixture.server.configuration
        for thread in 0..<threads {
            finished.enter()
            Thread {
                race.enter(thread, rounds, configuration, body)
                finished.leave()
            }.start()
        }
        finished.wait()
        return race.failures.withLock { $0 }
    }

    private func enter(
        _ thread: Int, _ rounds: Int, _ configuration: RedisConfiguration,
        _ body: (Turn, inout RedisConnection) throws -> Void
    ) {
        do {
            var connection = try RedisConnection.open(configuration)
            for round in 0..<rounds {
                meet(round)
                do { try body(Turn(thread: thread, round: round), &connection) } catch { note(error) }
            }
        } catch {
            note(error)
            arrived.wrappingAdd(rounds, ordering: .relaxed)
        }
    }

    private func meet(_ round: Int) {
        arrived.wrappingAdd(1, ordering: .relaxed)
        while arrived.load(ordering: .relaxed) < (round + 1) * threads { sched_yield() }
    }

    private func note(_ error: any Error) { failures.withLock { $0.append(error) } }
}
