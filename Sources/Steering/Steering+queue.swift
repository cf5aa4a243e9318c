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
        return try recording(.retryDead, "retried", of: choice, &tally, &connection) { tally, connection in
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
        }
    }

    /// Removes jobs that were given up, for good. `progress` hears how many entries were looked at.
    package func discard(
        _ choice: DeadChoice, _ tally: inout DeadTally, progress: (Int) -> Void = { _ in },
        _ connection: inout RedisConnection
    ) throws -> Deed<Void> {
        let dead = DeadJobs(keys: keys)
        return try recording(.discardDead, "discarded", of: choice, &tally, &connection) { tally, connection in
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
        }
    }

    /// Changes dead letters; `changed` is the verb. What was done before a failure is written down with it.
    private func recording(
        _ act: Act, _ changed: String, of choice: DeadChoice, _ tally: inout DeadTally,
        _ connection: inout RedisConnection, _ change: (inout DeadTally, inout RedisConnection) throws -> Void
    ) throws -> Deed<Void> {
        do { try change(&tally, &connection) } catch {
            recordFailure(
                error, of: act, choice.text, before: tally.changed > 0 ? "\(changed) \(tally.text)" : nil, &connection)
            throw error
        }
        let detail = "\(changed) \(tally.text)"
        return Deed(answer: (), detail: detail, record: record(act, choice.text, .done, detail, &connection))
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
