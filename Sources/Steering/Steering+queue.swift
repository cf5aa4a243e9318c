import JobQueue
import Keyspace
import ModelRegistry
package import Redis
import Settings

extension Steering {
    /// Lets workers claim no more of the model's jobs; what they hold they finish.
    package func pause(_ connection: inout RedisConnection) throws -> Deed<Void> {
        try recording(.pause, of: "", &connection) { connection in
            try persist(&connection) { connection throws(RedisError) in try QueuePause.set(keys, &connection) }
            return ((), "the queue is paused")
        }
    }

    package func resume(_ connection: inout RedisConnection) throws -> Deed<Void> {
        try recording(.resume, of: "", &connection) { connection in
            try persist(&connection) { connection throws(RedisError) in try QueuePause.lift(keys, &connection) }
            return ((), "the queue goes on")
        }
    }

    /// Makes new jobs of jobs that were given up. After an error `tally` holds what was done before it, and the request may be
    /// repeated. `progress` hears how many entries were looked at.
    package func retry(
        _ choice: DeadChoice, _ tally: inout DeadTally, progress: (Int) -> Void = { _ in },
        _ connection: inout RedisConnection
    ) throws -> Deed<Void> {
        let dead = DeadJobs(keys: keys)
        return try recording(.retryDead, of: choice.text, &connection) { connection in
            var looked = 0
            switch choice {
            case .entries(let ids):
                for id in ids {
                    tally.add(try dead.retry(id, &connection), of: id, isNamed: true)
                    looked += 1
                    progress(looked)
                }
            case .matching(let filter):
                var walk = DeadWalk(dead, .oldestFirst, jobBytes: filter.jobBytes)
                while case let piece = try walk.piece(&connection), !piece.isEmpty {
                    for entry in piece {
                        if filter.matches(entry) {
                            tally.add(try dead.retry(entry.id, &connection), of: entry.id, isNamed: false)
                        }
                        looked += 1
                        progress(looked)
                    }
                }
            }
            return ((), "retried \(tally.text)")
        }
    }

    /// Removes jobs that were given up, for good. `progress` hears how many entries were looked at.
    package func discard(
        _ choice: DeadChoice, _ tally: inout DeadTally, progress: (Int) -> Void = { _ in },
        _ connection: inout RedisConnection
    ) throws -> Deed<Void> {
        let dead = DeadJobs(keys: keys)
        return try recording(.discardDead, of: choice.text, &connection) { connection in
            var looked = 0
            switch choice {
            case .entries(let ids):
                for id in ids {
                    looked += 1
                    progress(looked)
                    let count = try dead.discard([id], &connection)
                    tally.addDiscarded(count)
                    if count == 0 { tally.addMissing(id) }
                }
            case .matching(let filter):
                var walk = DeadWalk(dead, .oldestFirst, jobBytes: filter.jobBytes)
                while case let piece = try walk.piece(&connection), !piece.isEmpty {
                    tally.addDiscarded(try dead.discard(piece.filter { filter.matches($0) }.map(\.id), &connection))
                    looked += piece.count
                    progress(looked)
                }
            }
            return ((), "discarded \(tally.text)")
        }
    }

    /// Asks a worker to stop as at `SIGTERM`, at its next beat, with all its models.
    package func drain(worker id: String, _ connection: inout RedisConnection) throws -> Deed<Void> {
        try recording(.drain, of: id, &connection) { connection in
            guard try ModelRegistry(keys: keys).requestDrain(ofWorker: id, by: initiator.name, &connection) else {
                throw ProgramFailure(
                    .workFailed,
                    "no worker \(id.prefix(80)) of \(keys.name) lives; see scoreline status \(keys.name)")
            }
            return ((), "the worker was asked to drain")
        }
    }
}
