import Keyspace
package import Redis

extension LaneQueue {
    /// Gives back every claim that was ever sent and is not finished for sure, also one that is only on its way. The jobs
    /// go to the head of the queue in their order, not counted as a delivery; a suspect goes back to the suspects.
    ///
    /// The lane may claim again afterwards.
    package mutating func release() throws(RedisError) {
        // The newer first: both go to the head.
        if request != .unsent {
            try release(counter)
            counter += 1
            request = .unsent
        }
        if let claim = working {
            try release(claim.counter)
            working = nil
            resolved = (claim.id, .lost)
        }
        givePermitBack()
    }

    /// Gives back the jobs of one claim, if it has any, and refuses later copies of its requests.
    mutating func release(_ counter: Int) throws(RedisError) {
        let id = lane.claimID(counter)
        var command = try connection.command(
            QueueScript.release,
            keys: [
                keys.jobs, keys.handoff, keys.suspects, keys.leases, keys.claims, keys.claim(id),
                keys.done(lane: lane.text),
                keys.stats,
            ])
        command.append(id)
        command.append(counter)
        command.append(QueueScript.fenceLife)
        _ = try connection.run(QueueScript.release, command).integer()
    }
}
